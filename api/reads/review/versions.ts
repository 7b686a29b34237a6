import type { Db } from '../../../db/engine/client.ts';
import { findIncident } from '../../../db/incident/incident.ts';
import {
  findReviewRevision,
  listReviewRevisions,
  type Review,
  type ReviewRevision,
} from '../../../db/review/review.ts';
import { reviewChanges } from '../../domain/review/changes.ts';
import { MINUTE } from '../../domain/time/time.ts';

/** How many versions are listed. */
const VERSIONS = 50;
/** Texts are saved while somebody writes: saves of one person with shorter breaks are one version. */
const BREAK = 15 * MINUTE;

export type ReviewVersions = NonNullable<Awaited<ReturnType<typeof readReviewVersions>>>;

/** Versions of a postmortem, newest first, each with its changes; and two of them compared. */
export async function readReviewVersions(
  db: Db,
  review: Review,
  { from, to }: { from?: number | undefined; to?: number | undefined },
) {
  const [incident, stored, older, newer] = await Promise.all([
    findIncident(db, review.pageId, review.incidentId),
    listReviewRevisions(db, review.id, { pause: BREAK, limit: VERSIONS + 1 }),
    from === undefined ? null : findReviewRevision(db, review.id, from),
    to === undefined ? null : findReviewRevision(db, review.id, to),
  ]);
  if (!incident) return null;
  const versions = stored.slice(0, VERSIONS).map((one, i) => ({
    ...line(one),
    isFirst: i === stored.length - 1,
    changes: reviewChanges(stored[i + 1] ?? null, one),
  }));
  return {
    ...{ review, incident, versions, hasOlder: stored.length > VERSIONS },
    compared: older &&
      newer && { from: line(older), to: line(newer), changes: reviewChanges(older, newer) },
  };
}

const line = ({ revision, author, createdAt }: ReviewRevision) => ({ revision, author, createdAt });
