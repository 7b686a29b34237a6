import { z } from 'zod';
import { storable } from '../text/characters.ts';

/** What a drill sends to the people who take part. */
export const stepKinds = ['alert', 'customer_mail', 'question'] as const;
export type StepKind = (typeof stepKinds)[number];

const text = (most: number, missing: string) =>
  z
    .string()
    .overwrite(storable)
    .trim()
    .min(1, missing)
    .max(most, `Use at most ${most} characters.`);

const Step = z.strictObject({
  /** Minutes after the start, by the scenario's clock. */
  at: z
    .number('“at” is a number of minutes.')
    .min(0, '“at” can’t be negative.')
    .max(480, '“at” is at most 480 minutes.'),
  kind: z.enum(stepKinds, `“kind” is one of ${stepKinds.join(', ')}.`),
  from: z.string().overwrite(storable).trim().max(120, 'Use at most 120 characters.').default(''),
  text: text(2000, 'Each step needs a text.'),
});

export const DrillScenario = z.strictObject({
  title: text(120, 'A scenario needs a title.'),
  summary: z
    .string()
    .overwrite(storable)
    .trim()
    .max(1000, 'Use at most 1000 characters.')
    .default(''),
  severity: z
    .string()
    .regex(/^SEV\d$/, '“severity” is such as SEV2.')
    .nullable()
    .default(null),
  goals: z.array(text(200, 'A goal is a text.')).max(10, 'Use at most 10 goals.').default([]),
  debrief: z
    .string()
    .overwrite(storable)
    .trim()
    .max(2000, 'Use at most 2000 characters.')
    .default(''),
  steps: z
    .array(Step)
    .min(1, 'A scenario needs at least one step.')
    .max(100, 'Use at most 100 steps.'),
});
export type DrillScenario = z.infer<typeof DrillScenario>;

/** How many times faster than the scenario's clock a drill is played. */
export const MAX_SPEED = 10;
export const speeds = [1, 2, 5, MAX_SPEED] as const;

/** Steps in the order in which they are played, each with its time. */
export const timesOfSteps = (
  { steps }: Pick<DrillScenario, 'steps'>,
  { startedAt, speed }: { startedAt: number; speed: number },
) =>
  steps
    .map((step, i) => ({ ...step, i, dueAt: startedAt + Math.round((step.at * 60_000) / speed) }))
    .sort((a, b) => a.dueAt - b.dueAt || a.i - b.i)
    .map(({ i: _, at: __, ...step }, position) => ({ ...step, position }));

/** Such as “Email from Jordan Lee, customer”. */
export const stepTitle = ({ kind, sender }: { kind: StepKind; sender: string }): string => {
  const from = sender ? ` from ${sender}` : '';
  const words = { alert: 'Alert', customer_mail: 'Email', question: 'Question' };
  return `${words[kind] ?? kind}${from}`;
};
