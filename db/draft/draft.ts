import {
  and,
  asc,
  desc,
  eq,
  getTableColumns,
  gte,
  inArray,
  isNotNull,
  isNull,
  lt,
  lte,
  ne,
  type SQL,
  sql,
} from 'drizzle-orm';
import { involvedIn } from '../../api/domain/draft/approval.ts';
import type { DraftValues } from '../../api/domain/draft/draft.ts';
import type { Db } from '../engine/client.ts';
import { dbNow } from '../engine/clock.ts';
import { nextRevision, plain, type Statement, write } from '../engine/write.ts';
import {
  directMail,
  draft,
  draftPresence,
  draftRevision,
  incident,
  type MailText,
} from '../schema/index.ts';

export type Draft = typeof draft.$inferSelect;
/** With the name of its incident, if it is an update. */
export type ListedDraft = Draft & { incidentName: string | null };
export type Presence = typeof draftPresence.$inferSelect;
type Back = NonNullable<Draft['back']>;

const living = ['open', 'asked', 'scheduled'] as const;

/**
 * A draft, and its fields at `revision`, if still stored. Later saves of the same form count as
 * known to it.
 */
export async function findDraft(
  db: Db,
  pageId: string,
  id: string,
  form?: DrawnForm,
): Promise<{ draft: Draft; base: DraftValues | null } | null> {
  const [[found], [then]] = await db.batch(draftQueries(db, pageId, id, form));
  return found ? { draft: found, base: then?.values ?? null } : null;
}

export type DrawnForm = { revision: number; idempotencyKey: string };

/** For one batch, so that `findDraft` need not query. */
export function draftQueries(
  db: Db,
  pageId: string,
  id: string,
  { revision, idempotencyKey }: DrawnForm = { revision: 0, idempotencyKey: '' },
) {
  const firstOfOthers = sql`select min(revision) from draft_revision where draft_id = ${id}
    and revision > ${revision} and (press is null or press <> ${idempotencyKey})`;
  return [
    db
      .select()
      .from(draft)
      .where(and(eq(draft.id, id), eq(draft.pageId, pageId))),
    db
      .select({ values: draftRevision.values })
      .from(draftRevision)
      .where(
        and(
          eq(draftRevision.draftId, id),
          sql`${draftRevision.revision} < coalesce((${firstOfOthers}), 9e15)`,
        ),
      )
      .orderBy(desc(draftRevision.revision))
      .limit(1),
  ] as const;
}

/** Drafts of restricted incidents are only for who began them, beside the incident itself. */
export const isTeamDraft = (personId: string | null = null): SQL => {
  const isRestricted = sql`coalesce((select i.audience from incident i where i.id = ${draft.incidentId}),
    ${draft.values} ->> 'visibility') = 'restricted'`;
  return sql`(not coalesce(${isRestricted}, 0) or ${draft.beganBy} is ${personId})`;
};

const withIncidentNames = (db: Db) =>
  db
    .select({ ...getTableColumns(draft), incidentName: incident.name })
    .from(draft)
    .leftJoin(incident, eq(incident.id, draft.incidentId));

/** Open drafts, newest first; of one incident if given. */
export const listDrafts = async (
  db: Db,
  pageId: string,
  { incidentId, personId }: { incidentId?: string; personId?: string } = {},
): Promise<ListedDraft[]> =>
  withIncidentNames(db)
    .where(
      and(
        eq(draft.pageId, pageId),
        inArray(draft.state, [...living]),
        incidentId === undefined ? isTeamDraft(personId ?? null) : eq(draft.incidentId, incidentId),
      ),
    )
    .orderBy(desc(draft.updatedAt))
    .limit(50);

/** Drafts of the page that are due, the earliest first. */
export const draftsDue = (db: Db, now: number, most: number): Promise<Draft[]> =>
  db
    .select()
    .from(draft)
    .where(and(eq(draft.state, 'scheduled'), lte(draft.publishAt, now)))
    .orderBy(asc(draft.publishAt), asc(draft.id))
    .limit(most);

/** Requests that this person may approve: those they did not write, request or schedule. */
export async function draftsToApprove(db: Db, pageId: string, userId: string) {
  const rows = await withIncidentNames(db)
    .where(
      and(
        eq(draft.pageId, pageId),
        eq(draft.state, 'asked'),
        ne(draft.changedBy, userId),
        isTeamDraft(),
      ),
    )
    .orderBy(asc(draft.updatedAt));
  return rows.filter((row) => !involvedIn(row).has(userId));
}

export const insertDraft = (db: Db, row: typeof draft.$inferInsert): Statement =>
  db.insert(draft).values(row);

/** Fails the whole batch unless the draft is still at revision `expected`. */
export const updateDraft = (
  db: Db,
  id: string,
  expected: number,
  changes: Partial<Draft>,
): Statement =>
  db
    .update(draft)
    .set({ ...changes, revision: nextRevision(draft.revision, expected) })
    .where(eq(draft.id, id));

/** Stores a form that was published before its first save, so that later saves are rejected. */
export const insertClosedDraft = (db: Db, row: typeof draft.$inferInsert): Statement =>
  db
    .insert(draft)
    .values(row)
    .onConflictDoUpdate({
      target: draft.id,
      set: {
        revision: sql`case when ${draft.state} = 'open' then ${draft.revision} + 1 end`,
        state: row.state,
        publishedAs: row.publishedAs,
        publishedName: row.publishedName,
        updatedAt: row.updatedAt,
      },
    });

/**
 * Discards what is being written about an incident that ends; a scheduled draft is left to its time.
 * Its text can be opened until `endedDrafts` deletes it.
 */
export const discardDraftsOf = (db: Db, incidentId: string, back: Back): Statement =>
  db
    .update(draft)
    .set({ ...discardedAs(back), revision: sql`${draft.revision} + 1` })
    .where(and(eq(draft.incidentId, incidentId), inArray(draft.state, ['open', 'asked'])));

/** The same for an incident that is deleted: its drafts stay without it, under its name. */
export const detachDraftsOf = (
  db: Db,
  incidentOf: { id: string; name: string },
  back: Back,
): Statement =>
  db
    .update(draft)
    .set({
      ...discardedAs({ ...back, incident: 'deleted' }),
      incidentId: null,
      values: sql`json_set(${draft.values}, '$.name', ${incidentOf.name})`,
      revision: sql`${draft.revision} + 1`,
    })
    .where(and(eq(draft.incidentId, incidentOf.id), inArray(draft.state, [...living])));

const discardedAs = (back: Back) => ({ state: 'discarded' as const, back, updatedAt: back.at });

/** Drafts that ended with their incident, newest first. */
export const draftsEndedWith = (db: Db, pageId: string, incidentId: string): Promise<Draft[]> =>
  endedFor(db, pageId, eq(draft.incidentId, incidentId));

/** Drafts whose incident was deleted, newest first. */
export const draftsOfDeleted = (db: Db, pageId: string): Promise<Draft[]> =>
  endedFor(
    db,
    pageId,
    and(isNull(draft.incidentId), sql`${draft.back} ->> 'incident' = 'deleted'`),
  );

const endedFor = (db: Db, pageId: string, of: SQL | undefined): Promise<Draft[]> =>
  db
    .select()
    .from(draft)
    .where(and(eq(draft.pageId, pageId), eq(draft.state, 'discarded'), isNotNull(draft.back), of))
    .orderBy(desc(draft.updatedAt))
    .limit(20);

export const insertRevision = (db: Db, row: typeof draftRevision.$inferInsert): Statement =>
  db.insert(draftRevision).values(row);

/** Deletes old revisions: no open form is based on them. */
export const dropRevisions = (db: Db, id: string, before: number): Statement =>
  db
    .delete(draftRevision)
    .where(and(eq(draftRevision.draftId, id), lt(draftRevision.revision, before)));

/** Stores that a person has the draft open, and returns who else has. */
export async function recordPresence(
  db: Db,
  row: Omit<Presence, 'since' | 'seenAt'> & { now: number; stale: number },
): Promise<Presence[]> {
  const { now, stale, ...who } = row;
  await write(db, [
    plain(sql`insert into draft_presence (draft_id, user_id, name, since, seen_at)
      select id, ${who.userId}, ${who.name}, ${now}, ${now} from draft where id = ${who.draftId}
      on conflict (draft_id, user_id) do update set
        since = case when seen_at < ${stale} then excluded.since else since end,
        name = excluded.name, seen_at = excluded.seen_at`),
  ]);
  return otherEditors(db, who.draftId, who.userId, stale);
}

export const otherEditors = (
  db: Db,
  draftId: string,
  userId: string,
  stale: number,
): Promise<Presence[]> =>
  db
    .select()
    .from(draftPresence)
    .where(
      and(
        eq(draftPresence.draftId, draftId),
        ne(draftPresence.userId, userId),
        gte(draftPresence.seenAt, stale),
      ),
    )
    .orderBy(asc(draftPresence.since));

export const endPresence = (db: Db, draftId: string, userId: string): Promise<unknown> =>
  write(db, [
    db
      .delete(draftPresence)
      .where(and(eq(draftPresence.draftId, draftId), eq(draftPresence.userId, userId))),
  ]);

/** One mail to a member of the team, once per event. */
export const draftMail = (
  db: Db,
  mail: { id: string; pageId: string; to: string } & MailText,
  now: number,
): Statement =>
  db
    .insert(directMail)
    .values({ ...mail, kind: 'draft', dueAt: dbNow, createdAt: now })
    .onConflictDoNothing();

/** Drafts that ended long ago. */
export const endedDrafts = (db: Db, before: number): Statement =>
  db
    .delete(draft)
    .where(and(inArray(draft.state, ['published', 'discarded']), lt(draft.updatedAt, before)));
