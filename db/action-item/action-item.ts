import {
  and,
  asc,
  desc,
  eq,
  gte,
  isNull,
  notExists,
  notLike,
  or,
  type SQL,
  sql,
} from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import { nextRevision, type Statement } from '../engine/write.ts';
import { mayRead } from '../incident/reader.ts';
import { actionItem, incident, incidentEvent, member, user } from '../schema/index.ts';

export type ActionItem = typeof actionItem.$inferSelect;

const MAX = 1000;

/** Items of restricted incidents are only for the people whom those name. */
const readable = (personId: string | null): SQL | undefined =>
  or(isNull(actionItem.incidentId), and(eq(incident.id, actionItem.incidentId), mayRead(personId)));

const listed = {
  item: actionItem,
  incidentName: incident.name,
  severity: incident.severity,
  audience: incident.audience,
  /** Null for an owner who left the team, and without one. */
  ownerOnTeam: user.name,
};

const itemsWhere = (db: Db, which: SQL | undefined) =>
  db
    .select(listed)
    .from(actionItem)
    .leftJoin(incident, eq(incident.id, actionItem.incidentId))
    .leftJoin(
      member,
      and(eq(member.userId, actionItem.ownerId), eq(member.pageId, actionItem.pageId)),
    )
    .leftJoin(user, eq(user.id, member.userId))
    .where(which);

/** Open ones first, by their date, those without one last; then closed ones, the newest first. */
export const listActionItems = (db: Db, pageId: string, personId: string | null) =>
  itemsWhere(db, and(eq(actionItem.pageId, pageId), readable(personId)))
    .orderBy(
      sql`${actionItem.state} in ('done', 'dropped')`,
      desc(actionItem.closedAt),
      sql`${actionItem.dueAt} is null`,
      asc(actionItem.dueAt),
      desc(actionItem.createdAt),
    )
    .limit(MAX);
export type ListedItem = Awaited<ReturnType<typeof listActionItems>>[number];

/** For who may read the incident. */
export const itemsOfIncident = (db: Db, incidentId: string) =>
  itemsWhere(db, eq(actionItem.incidentId, incidentId)).orderBy(
    asc(actionItem.createdAt),
    asc(actionItem.id),
  );

export async function findActionItem(
  db: Db,
  { pageId, personId }: { pageId: string; personId: string | null },
  id: string,
): Promise<ListedItem | null> {
  const which = and(eq(actionItem.id, id), eq(actionItem.pageId, pageId), readable(personId));
  const [row] = await itemsWhere(db, which);
  return row ?? null;
}

export const insertActionItem = (db: Db, row: typeof actionItem.$inferInsert): Statement =>
  db.insert(actionItem).values(row);

/** Fails the whole batch unless the item is still at revision `expected`. */
export const updateActionItem = (
  db: Db,
  id: string,
  expected: number,
  changes: Partial<ActionItem>,
): Statement =>
  db
    .update(actionItem)
    .set({ ...changes, revision: nextRevision(actionItem.revision, expected) })
    .where(eq(actionItem.id, id));

const MAX_PROPOSED = 50;

/** Lines of timelines that propose an item: `TODO` lines, of which none was made so far. */
export const proposedItems = (
  db: Db,
  pageId: string,
  { personId, since, incidentId }: { personId: string | null; since: number; incidentId?: string },
) =>
  db
    .select({
      id: incidentEvent.id,
      text: incidentEvent.text,
      at: incidentEvent.at,
      incidentId: incident.id,
      incidentName: incident.name,
    })
    .from(incidentEvent)
    .innerJoin(incident, eq(incident.id, incidentEvent.incidentId))
    .where(
      and(
        eq(incidentEvent.pageId, pageId),
        eq(incidentEvent.kind, 'action'),
        isNull(incidentEvent.hiddenAt),
        eq(incident.drill, false),
        gte(incidentEvent.createdAt, since),
        incidentId ? eq(incidentEvent.incidentId, incidentId) : undefined,
        // The product's own lines about runbooks.
        notLike(incidentEvent.text, 'Runbook started:%'),
        notLike(incidentEvent.text, 'Runbook ended:%'),
        mayRead(personId),
        notExists(
          db
            .select({ one: sql`1` })
            .from(actionItem)
            .where(
              and(
                eq(actionItem.pageId, incidentEvent.pageId),
                sql`${actionItem.origin} = 'event:' || ${incidentEvent.id}`,
              ),
            ),
        ),
      ),
    )
    .orderBy(desc(incidentEvent.at))
    .limit(MAX_PROPOSED);
