import { and, eq, gt, inArray, isNotNull, isNull, sql } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import { plain, type Statement } from '../engine/write.ts';
import { alertGroup, draft, incident } from '../schema/index.ts';

export type AlertGroup = typeof alertGroup.$inferSelect;

const draftIncident = sql<string | null>`coalesce(${alertGroup.incidentId}, ${draft.publishedAs})`;

/** Groups that are open, with their alerts counted and what their rule made. */
export const openAlertGroups = (db: Db, pageId: string) =>
  db
    .select({
      group: alertGroup,
      open: sql<number>`(select count(*) from alert a where a.group_id = ${alertGroup.id}
        and a.status <> 'resolved')`,
      lastEndAt: sql<number | null>`(select max(a.ends_at) from alert a
        where a.group_id = ${alertGroup.id} and a.status = 'resolved')`,
      draft: { state: draft.state, revision: draft.revision },
      incident: {
        id: incident.id,
        revision: incident.revision,
        resolvedAt: incident.resolvedAt,
      },
    })
    .from(alertGroup)
    .leftJoin(draft, eq(draft.id, alertGroup.draftId))
    .leftJoin(incident, sql`${incident.id} = ${draftIncident}`)
    .where(and(eq(alertGroup.pageId, pageId), isNull(alertGroup.closedAt)))
    .orderBy(alertGroup.openedAt, alertGroup.id)
    .limit(5000);

/** What became of a group: its draft while that is one, and then its incident. */
export async function findGroupResult(
  db: Db,
  id: string,
): Promise<{ draftId: string | null; incidentId: string | null } | null> {
  const [row] = await db
    .select({
      draftId: sql<
        string | null
      >`iif(${draft.state} in ('open', 'asked', 'scheduled'), ${draft.id}, null)`,
      incidentId: incident.id,
    })
    .from(alertGroup)
    .leftJoin(draft, eq(draft.id, alertGroup.draftId))
    .leftJoin(incident, sql`${incident.id} = ${draftIncident}`)
    .where(eq(alertGroup.id, id));
  return row ?? null;
}

/** When each rule of a page did something since `since`, dry runs included. */
export const actsSince = (db: Db, pageId: string, since: number) =>
  db
    .select({ ruleId: alertGroup.ruleId, at: sql<number>`${alertGroup.actedAt}` })
    .from(alertGroup)
    .where(
      and(
        eq(alertGroup.pageId, pageId),
        isNotNull(alertGroup.actedAt),
        gt(alertGroup.actedAt, since),
      ),
    );

export const insertAlertGroup = (db: Db, row: typeof alertGroup.$inferInsert): Statement =>
  db.insert(alertGroup).values(row);

export const updateAlertGroup = (
  db: Db,
  id: string,
  changes: Partial<
    Pick<
      AlertGroup,
      'actedAt' | 'draftId' | 'draftRevision' | 'incidentId' | 'incidentRevision' | 'components'
    >
  >,
): Statement => db.update(alertGroup).set(changes).where(eq(alertGroup.id, id));

export const closeAlertGroups = (db: Db, ids: readonly string[], at: number): Statement =>
  db
    .update(alertGroup)
    .set({ closedAt: at })
    .where(inArray(alertGroup.id, [...ids]));

/** Groups of which no alert is kept any more. */
export const emptyAlertGroups = (before: number): Statement =>
  plain(sql`delete from alert_group where opened_at < ${before}
    and not exists (select 1 from alert a where a.group_id = alert_group.id)`);
