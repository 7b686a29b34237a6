import { z } from 'zod';
import { updatePage } from '../../../db/page/page.ts';
import type { Actor } from '../../domain/response/role.ts';
import { optional } from '../../domain/text/visible.ts';
import { commit, type Publisher } from '../commit.ts';
import { pageToChange, WebUrl } from './page.ts';

const DAYS = 'Enter a number of days, such as 30.';

export const PrivacySettings = z.object({
  privacyUrl: optional(WebUrl),
  retentionDays: z
    .string()
    .trim()
    .min(1, DAYS) // Number('') would be 0
    .transform(Number)
    .pipe(
      z
        .number(DAYS)
        .int('Enter whole days.')
        .min(0, 'Enter 0 or more. 0 deletes addresses at once.')
        .max(3650, 'Enter at most 3650 days.'),
    ),
  expectedRevision: z.number().int().optional(),
});
export type PrivacySettings = z.infer<typeof PrivacySettings>;

export async function savePrivacySettings(
  deps: Publisher,
  actor: Actor,
  pageId: string,
  { expectedRevision, ...after }: PrivacySettings,
): Promise<void> {
  const { privacyUrl, retentionDays, revision } = await pageToChange(
    deps,
    pageId,
    expectedRevision,
  );
  const change = { pageId, actor, at: deps.clock(), action: 'edit', subject: 'privacy' };
  const before = { privacyUrl, retentionDays };
  await commit(deps, { ...change, subjectId: pageId, before, after }, [
    updatePage(deps.db, pageId, revision, after),
  ]);
}
