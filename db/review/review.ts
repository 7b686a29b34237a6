import { and, desc, eq, isNotNull, or, sql } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import { nextRevision, plain, type Statement } from '../engine/write.ts';
import { mayRead } from '../incident/reader.ts';
import { incident, review, reviewRevision, reviewSettings } from '../schema/index.ts';

export type Review = typeof review.$inferSelect;
export type ReviewRevision = typeof reviewRevision.$inferSelect;

const MAX = 500;

/**
 * Incidents with a postmortem, and ended ones whose severity may require one, newest first, without
 * the texts. Of restricted incidents only to a person they name.
 */
export const listReviews = (db: Db, pageId: string, personId: string | null) =>
  db
    .select({
      incidentId: incident.id,
      name: incident.name,
      severity: incident.severity,
      audience: incident.audience,
      startedAt: incident.startedAt,
      resolvedAt: incident.resolvedAt,
      review: {
        id: review.id,
        state: review.state,
        reason: review.reason,
        startedBy: review.startedBy,
        updatedBy: review.updatedBy,
        updatedAt: review.updatedAt,
        approvedAt: review.approvedAt,
        publishedAt: review.publishedAt,
      },
    })
    .from(incident)
    .leftJoin(review, eq(review.incidentId, incident.id))
    .where(
      and(
        eq(incident.pageId, pageId),
        eq(incident.kind, 'incident'),
        eq(incident.drill, false),
        or(isNotNull(review.id), and(isNotNull(incident.resolvedAt), isNotNull(incident.severity))),
        mayRead(personId),
      ),
    )
    .orderBy(desc(incident.startedAt), desc(incident.id))
    .limit(MAX);
export type ListedReview = Awaited<ReturnType<typeof listReviews>>[number];

/** Of a restricted incident only to a person it names. */
export async function findReview(
  db: Db,
  { pageId, personId }: { pageId: string; personId: string | null },
  id: string,
): Promise<Review | null> {
  const [row] = await db
    .select({ review })
    .from(review)
    .innerJoin(incident, eq(incident.id, review.incidentId))
    .where(and(eq(review.id, id), eq(review.pageId, pageId), mayRead(personId)));
  return row?.review ?? null;
}

export async function findReviewOf(db: Db, incidentId: string): Promise<Review | null> {
  const [row] = await db.select().from(review).where(eq(review.incidentId, incidentId));
  return row ?? null;
}

/** The text of a review as a version of it. */
export const revisionOf = (row: Review): ReviewRevision => ({
  ...{ reviewId: row.id, revision: row.revision, values: row.values, publicBody: row.publicBody },
  ...{ author: row.updatedBy, createdAt: row.updatedAt },
});

/** With its first revision. */
export const insertReview = (db: Db, row: Review): Statement[] => [
  db.insert(review).values(row),
  db.insert(reviewRevision).values(revisionOf(row)),
];

/** Fails the whole batch unless the review is still at revision `expected`. */
export const updateReview = (
  db: Db,
  id: string,
  expected: number,
  changes: Partial<Review>,
): Statement =>
  db
    .update(review)
    .set({ ...changes, revision: nextRevision(review.revision, expected) })
    .where(eq(review.id, id));

export const insertReviewRevision = (db: Db, row: ReviewRevision): Statement =>
  db.insert(reviewRevision).values(row);

/** The text at a revision: steps that change no text have no row. */
export async function findReviewRevision(
  db: Db,
  reviewId: string,
  revision: number,
): Promise<ReviewRevision | null> {
  const [row] = await db
    .select()
    .from(reviewRevision)
    .where(
      and(eq(reviewRevision.reviewId, reviewId), sql`${reviewRevision.revision} <= ${revision}`),
    )
    .orderBy(desc(reviewRevision.revision))
    .limit(1);
  return row ?? null;
}

/**
 * The newest versions, newest first: of consecutive revisions by one author with less than `pause`
 * ms between them, the last. The first, which was filled in, is always one.
 */
export const listReviewRevisions = (
  db: Db,
  reviewId: string,
  { pause, limit }: { pause: number; limit: number },
): Promise<ReviewRevision[]> =>
  db
    .select()
    .from(reviewRevision)
    .where(
      and(
        eq(reviewRevision.reviewId, reviewId),
        sql`${reviewRevision.revision} in (
          select revision from (
            select revision, author, created_at,
              lead(author) over by_revision as next_author,
              lead(created_at) over by_revision as next_at
            from review_revision where review_id = ${reviewId}
            window by_revision as (order by revision))
          where revision = 1 or next_at is null or next_author <> author or next_at - created_at >= ${pause})`,
      ),
    )
    .orderBy(desc(reviewRevision.revision))
    .limit(limit);

/** Marks an approved review as published with its public postmortem. */
export const markReviewPublished = (incidentId: string, at: number, by: string): Statement =>
  plain(sql`update review set state = 'published', published_at = ${at}, published_by = ${by},
      revision = revision + 1
    where incident_id = ${incidentId} and state = 'approved'`);

export type ReviewSettings = typeof reviewSettings.$inferSelect;

/** Null for a page that has the standard ones. */
export async function findReviewSettings(db: Db, pageId: string): Promise<ReviewSettings | null> {
  const [row] = await db.select().from(reviewSettings).where(eq(reviewSettings.pageId, pageId));
  return row ?? null;
}

export const storeReviewSettings = (db: Db, row: Omit<ReviewSettings, 'revision'>): Statement =>
  db
    .insert(reviewSettings)
    .values(row)
    .onConflictDoUpdate({
      target: reviewSettings.pageId,
      set: { ...row, revision: sql`${reviewSettings.revision} + 1` },
    });
