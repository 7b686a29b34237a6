import { z } from 'zod';
import { singleLine } from '../text/single-line.ts';

export type TimerState = 'running' | 'done' | 'escalated';

export const NewTimer = z.object({
  action: singleLine(280, 'An action can have at most 280 characters.').min(
    1,
    'Say what is being done.',
  ),
  owner: singleLine(120, 'A name can have at most 120 characters.').default(''),
  minutes: z.coerce
    .number('Enter whole minutes, such as 10.')
    .int('Enter whole minutes, such as 10.')
    .min(1, 'Enter at least 1 minute.')
    .max(1440, 'Enter at most 1440 minutes (one day).'),
});
export type NewTimer = z.infer<typeof NewTimer>;

/** What is decided when the time is up, or before. */
export const TimerChange = z.union([
  z.object({ wants: z.enum(['done', 'escalate']) }),
  z.object({ wants: z.literal('more'), minutes: NewTimer.shape.minutes.default(10) }),
]);
export type TimerChange = z.infer<typeof TimerChange>;

/** Ids of the members whom an owner's typed name means: by name or email address. */
export function membersNamed(
  owner: string,
  members: readonly { id: string; name: string; email: string }[],
): string[] {
  const typed = owner.trim().toLowerCase();
  return members
    .filter(({ name, email }) => [name, email].some((one) => one.toLowerCase() === typed))
    .map(({ id }) => id);
}
