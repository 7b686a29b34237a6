import { findReviewRevision } from '../../../db/review/review.ts';
import { notFound } from '../../core/problem.ts';
import type { Actor } from '../../domain/response/role.ts';
import { reviewFields } from '../../domain/review/fields.ts';
import { assertFresh } from '../commit.ts';
import type { DraftChange } from '../draft/commit-internal.ts';
import { requireReview } from './review.ts';
import { type SavedReview, saveReview } from './write.ts';

/** Takes back the text of an earlier version, as a new one. `opened`: the revision that was shown. */
export async function restoreReview(
  deps: DraftChange,
  actor: Actor,
  page: { id: string; timeZone: string },
  { id, revision, opened }: { id: string; revision: number; opened: number | undefined },
): Promise<SavedReview> {
  const before = await requireReview(deps, actor, page.id, id);
  assertFresh(before.revision, opened);
  const stored = await findReviewRevision(deps.db, id, revision);
  if (stored?.revision !== revision) throw notFound('version');
  const { publicBody } = stored;
  const values = Object.fromEntries(
    reviewFields.map((field) => [field, stored.values[field] ?? '']),
  );
  return saveReview(deps, actor, page, id, { values, publicBody }, { sorts: false });
}
