import { z } from 'zod';
import { findPage } from '../../../db/page/page.ts';
import { findReviewSettings, storeReviewSettings } from '../../../db/review/review.ts';
import type { Actor } from '../../domain/response/role.ts';
import { severityScaleOf } from '../../domain/response/severity.ts';
import { DueHours, reviewHours } from '../../domain/review/due.ts';
import { assertFresh } from '../commit.ts';
import { commitInternal, type DraftChange } from '../draft/commit-internal.ts';

export const ReviewSettingsInput = z.object({
  dueHours: z.record(z.string(), DueHours),
});
export type ReviewSettingsInput = z.infer<typeof ReviewSettingsInput>;

/** When postmortems are due, by severity, and where new tickets are opened. */
export async function saveReviewSettings(
  deps: DraftChange,
  actor: Actor,
  pageId: string,
  { expectedRevision, ...input }: ReviewSettingsInput & { expectedRevision?: number | undefined },
): Promise<void> {
  const [page, before] = await Promise.all([
    findPage(deps.db, pageId),
    findReviewSettings(deps.db, pageId),
  ]);
  assertFresh(before?.revision ?? 0, expectedRevision);
  const rules = { scale: severityScaleOf(page), hours: before?.dueHours ?? {} };
  const known = rules.scale.map(({ key }): [string, number | null] => [
    key,
    key in input.dueHours ? (input.dueHours[key] ?? null) : reviewHours(rules, key),
  ]);
  const at = deps.clock();
  const row = { pageId, dueHours: Object.fromEntries(known) };
  const about = { action: 'edit', subject: 'review_settings', subjectId: pageId };
  await commitInternal(deps, { pageId, actor, at, ...about, before: before ?? {}, after: row }, [
    storeReviewSettings(deps.db, { ...row, updatedAt: at }),
  ]);
}
