import {
  and,
  asc,
  desc,
  eq,
  getTableColumns,
  inArray,
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
import { nextRevision, type Statement } from '../engine/write.ts';
import { directMail, draft, draftRevision, incident, type MailText } from '../schema/index.ts';

export type Draft = typeof draft.$inferSelect;
/** With the name of its incident, if it is an update. */
export type ListedDraft = Draft & { incidentName: string | null };

/** The states of drafts that may still be published. */
export const LIVING = ['open', 'asked', 'scheduled'] as const;

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
        inArray(draft.state, [...LIVING]),
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

export const insertRevision = (db: Db, row: typeof draftRevision.$inferInsert): Statement =>
  db.insert(draftRevision).values(row);

/** Deletes old revisions: no open form is based on them. */
export const dropRevisions = (db: Db, id: string, before: number): Statement =>
  db
    .delete(draftRevision)
    .where(and(eq(draftRevision.draftId, id), lt(draftRevision.revision, before)));

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
