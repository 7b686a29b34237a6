import { z } from 'zod';
import { updatePage } from '../../../db/page/page.ts';
import type { Actor } from '../../domain/response/role.ts';
import { commit, type Publisher } from '../commit.ts';
import { TypedLeads } from '../incident/input.ts';
import { pageToChange } from './page.ts';

export const EmailSettings = z.object({
  /** Seconds between publishing and sending. */
  mailHold: z
    .string()
    .trim()
    .min(1, 'Enter a number of seconds, such as 30.') // Number('') would be 0
    .transform(Number)
    .pipe(
      z
        .number('Enter a number of seconds, such as 30.')
        .int('Enter whole seconds.')
        .min(0, 'Enter 0 or more. 0 sends immediately.')
        .max(600, 'Enter at most 600 seconds.'),
    ),
  /** As typed: `7 d, 24 h`. */
  remindBefore: TypedLeads,
  expectedRevision: z.number().int().optional(),
});
export type EmailSettings = z.infer<typeof EmailSettings>;

export async function saveEmailSettings(
  deps: Publisher,
  actor: Actor,
  pageId: string,
  { expectedRevision, ...after }: EmailSettings,
): Promise<void> {
  const { mailHold, remindBefore, revision } = await pageToChange(deps, pageId, expectedRevision);
  const change = { pageId, actor, at: deps.clock(), action: 'edit', subject: 'email' };
  const before = { mailHold, remindBefore };
  await commit(deps, { ...change, subjectId: pageId, before, after }, [
    updatePage(deps.db, pageId, revision, after),
  ]);
}
