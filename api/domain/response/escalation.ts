import { z } from 'zod';
import { MINUTE } from '../time/time.ts';

/** `lead`, `commander` and `owners` are resolved each time; `member:<id>` is one person. */
export const EscalationRecipient = z
  .string()
  .regex(/^(lead|commander|owners|member:\w+)$/, 'Choose from the list.');

export const roleLabels = {
  lead: 'Comms lead',
  commander: 'Commander',
  owners: 'Owners',
} as const;

/** `after`: minutes after the promised time; negative before it. */
export const EscalationStep = z.object({
  after: z
    .number('Enter whole minutes, such as 10.')
    .int('Enter whole minutes, such as 10.')
    .min(-120, 'Enter at most 120 minutes before.')
    .max(1440, 'Enter at most 1440 minutes (one day) after.'),
  people: z.array(EscalationRecipient).min(1, 'Choose at least one recipient.'),
});
export type EscalationStep = z.infer<typeof EscalationStep>;

export const Escalation = z
  .array(EscalationStep)
  .max(8, 'Use at most 8 steps.')
  .superRefine((steps, issues) => {
    for (const [i, { after }] of steps.entries())
      if (steps.findIndex((step) => step.after === after) < i)
        issues.addIssue({
          code: 'custom',
          path: [i, 'after'],
          message: 'Another step has this time. Choose a different one.',
        });
  })
  .transform((steps) => steps.toSorted((a, b) => a.after - b.after));

export const standardEscalation: readonly EscalationStep[] = [
  { after: -5, people: ['lead'] },
  { after: 0, people: ['lead', 'commander'] },
  { after: 10, people: ['owners'] },
];

/** Minutes from now within which a step can fall due. */
export const EARLIEST_STEP = 120;

/** Steps that are due and not taken yet, in order, however old. */
export const dueSteps = (
  steps: readonly EscalationStep[],
  promise: { due: number; taken: readonly number[] },
  now: number,
): EscalationStep[] =>
  steps.filter(
    ({ after }) => promise.due + after * MINUTE <= now && !promise.taken.includes(after),
  );

type Crew = {
  leadId: string | null;
  commanderId: string | null;
  /** Members of the page. */
  members: readonly { id: string; role: string }[];
};

/** Ids of the people a step reminds. An empty role falls back to the owners, so that no step is lost. */
export function peopleOf(step: EscalationStep, { leadId, commanderId, members }: Crew): string[] {
  const owners = members.filter(({ role }) => role === 'owner').map(({ id }) => id);
  const member = (id: string | null | undefined): string[] =>
    members.some((one) => one.id === id) && id ? [id] : owners;
  const resolved = step.people.flatMap((who) => {
    if (who === 'owners') return owners;
    if (who === 'lead') return member(leadId);
    return member(who === 'commander' ? commanderId : who.slice('member:'.length));
  });
  return [...new Set(resolved)];
}
