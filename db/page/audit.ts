import { and, desc, eq, gte, inArray, lt, type SQL, sql } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import { audit } from '../schema/index.ts';

export type StoredAudit = Pick<
  typeof audit.$inferSelect,
  'id' | 'at' | 'actor' | 'action' | 'subject' | 'subjectId' | 'before' | 'after'
>;

export type AuditQuery = {
  /** `user:ID`, or what every subscriber is stored as; null for everybody. */
  who: string | null;
  /** Null for all subjects. */
  subjects: readonly string[] | null;
  /** UTC ms; null for no limit. */
  from: number | null;
  until: number | null;
  /** Counts from 1. */
  page: number;
  limit: number;
};

/** The stored actor of every subscriber: `system:ID subscriber`. */
const isSubscriber = sql`(${audit.actor} like 'system:% subscriber')`;
/** Publishing from a form also stores what was published: that entry says more. */
const isDuplicate = sql`(${audit.subject} = 'draft' and ${audit.action} = 'publish')`;

const isBy = (who: string): SQL =>
  who === 'subscribers' ? isSubscriber : sql`instr(${audit.actor}, ${`${who} `}) = 1`;

/** Entries of a page, newest first; one more than asked for, where there are more. */
export const listAudit = (db: Db, pageId: string, query: AuditQuery): Promise<StoredAudit[]> =>
  db
    .select({
      id: audit.id,
      at: audit.at,
      actor: audit.actor,
      action: audit.action,
      subject: audit.subject,
      subjectId: audit.subjectId,
      before: audit.before,
      after: audit.after,
    })
    .from(audit)
    .where(
      and(
        eq(audit.pageId, pageId),
        sql`not ${isDuplicate}`,
        query.who === null ? undefined : isBy(query.who),
        query.from === null ? undefined : gte(audit.at, query.from),
        query.until === null ? undefined : lt(audit.at, query.until),
        query.subjects === null ? undefined : inArray(audit.subject, [...query.subjects]),
      ),
    )
    .orderBy(desc(audit.at), desc(sql`${audit}.rowid`))
    .limit(query.limit + 1)
    .offset((query.page - 1) * query.limit);

/** Entries that are searched for the names in the filter, so that a long log stays quick. */
const NEWEST = 20_000;

/** Everybody among the newest entries, as stored; all subscribers as one. */
export async function auditActors(db: Db, pageId: string): Promise<string[]> {
  const newest = db
    .select({
      actor:
        sql<string>`case when ${isSubscriber} then 'subscribers A subscriber' else ${audit.actor} end`.as(
          'who',
        ),
    })
    .from(audit)
    .where(eq(audit.pageId, pageId))
    .orderBy(desc(audit.at))
    .limit(NEWEST)
    .as('newest');
  const rows = await db.selectDistinct({ actor: newest.actor }).from(newest);
  return rows.map(({ actor }) => actor);
}
