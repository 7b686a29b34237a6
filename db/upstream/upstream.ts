import { and, asc, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm';
import type { VendorReport } from '../../api/domain/upstream/report.ts';
import type { Db } from '../engine/client.ts';
import { plain, type Statement } from '../engine/write.ts';
import { component, upstream, upstreamDraft, upstreamPoll } from '../schema/index.ts';

export type Upstream = typeof upstream.$inferSelect;
export type UpstreamPoll = typeof upstreamPoll.$inferSelect;

const followed = (db: Db, where: SQL | undefined) =>
  db
    .select({
      upstream,
      report: component.report,
      misses: upstreamPoll.misses,
      failure: upstreamPoll.failure,
      answeredAt: upstreamPoll.answeredAt,
      reading: upstreamPoll.reading,
    })
    .from(upstream)
    .innerJoin(component, eq(component.id, upstream.componentId))
    .leftJoin(upstreamPoll, eq(upstreamPoll.url, upstream.url))
    .where(where)
    .orderBy(asc(component.position), asc(component.id));

/** What a component follows, and how the last poll of it went. */
export type FollowedRow = Awaited<ReturnType<typeof followed>>[number];

/** Null where the component follows nobody. */
export async function findUpstream(
  db: Db,
  pageId: string,
  componentId: string,
): Promise<FollowedRow | null> {
  const ofPage = eq(upstream.pageId, pageId);
  const [row] = await followed(db, and(ofPage, eq(upstream.componentId, componentId)));
  return row ?? null;
}

/** What the components of a page follow, in their order. */
export const listUpstreams = (db: Db, pageId: string): Promise<FollowedRow[]> =>
  followed(db, and(eq(upstream.pageId, pageId), isNull(component.archivedAt)));

export const countUpstreams = (db: Db, pageId: string): Promise<number> =>
  db.$count(upstream, eq(upstream.pageId, pageId));

/** Whom the pages of this installation follow. */
export const followedPages = (db: Db) =>
  db.select({ pageId: upstream.pageId, pageUrl: upstream.pageUrl }).from(upstream);

/** Everything that follows one of these addresses, with its page and what readers see now. */
export const followersOf = (db: Db, urls: readonly string[]) =>
  db
    .select({ upstream, report: component.report, name: component.name })
    .from(upstream)
    .innerJoin(component, eq(component.id, upstream.componentId))
    .where(and(inArray(upstream.url, [...urls]), isNull(component.archivedAt)));
export type Follower = Awaited<ReturnType<typeof followersOf>>[number];

/** A component follows one vendor: another takes its place. */
export const storeUpstream = (db: Db, row: typeof upstream.$inferInsert): Statement =>
  db.insert(upstream).values(row).onConflictDoUpdate({ target: upstream.componentId, set: row });

export const deleteUpstream = (db: Db, componentId: string): Statement =>
  db.delete(upstream).where(eq(upstream.componentId, componentId));

/** What readers see. No revision: nobody edits it. */
export const storeReport = (db: Db, id: string, report: VendorReport | null): Statement =>
  db.update(component).set({ report }).where(eq(component.id, id));

export const storePoll = (db: Db, row: typeof upstreamPoll.$inferInsert): Statement =>
  db.insert(upstreamPoll).values(row).onConflictDoUpdate({ target: upstreamPoll.url, set: row });

/** Addresses that nobody follows any more. */
export const deleteUnfollowed = (): Statement =>
  plain(
    sql`delete from upstream_poll where not exists (select 1 from upstream u where u.url = upstream_poll.url)`,
  );

/** How long a process may take for its polls, ms: after that, another takes them. */
const LEASE = 2 * 60_000;

/** Takes addresses that are due, the longest due first. Of two processes, one gets each. */
export function claimPolls(
  db: Db,
  { now, most }: { now: number; most: number },
): Promise<UpstreamPoll[]> {
  const isFollowed = sql`exists (select 1 from upstream u join component c on c.id = u.component_id
    where u.url = upstream_poll.url and c.archived_at is null)`;
  const due = db
    .select({ url: upstreamPoll.url })
    .from(upstreamPoll)
    .where(and(sql`${upstreamPoll.dueAt} <= ${now}`, isFollowed))
    .orderBy(asc(upstreamPoll.dueAt), asc(upstreamPoll.url))
    .limit(most);
  return db
    .update(upstreamPoll)
    .set({ dueAt: now + LEASE })
    .where(inArray(upstreamPoll.url, due))
    .returning();
}

/** Changes nothing where nobody follows it any more. */
export const updatePoll = (db: Db, url: string, changes: Partial<UpstreamPoll>): Statement =>
  db.update(upstreamPoll).set(changes).where(eq(upstreamPoll.url, url));

/** Incidents that have started a draft, and when. */
export const draftedIncidents = (db: Db, componentIds: readonly string[]) =>
  db
    .select()
    .from(upstreamDraft)
    .where(inArray(upstreamDraft.componentId, [...componentIds]));

/** Fails the whole batch where the incident has started a draft. */
export const insertUpstreamDraft = (db: Db, row: typeof upstreamDraft.$inferInsert): Statement =>
  db.insert(upstreamDraft).values(row);
