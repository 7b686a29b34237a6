import { and, asc, eq, isNull, lte, or, sql } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import { plain, type Statement, write } from '../engine/write.ts';
import { titleInMail } from '../incident/reader.ts';
import { incident, page, pagerdutyEvent, pagerdutyIntegration } from '../schema/index.ts';

export type PagerDutyRow = typeof pagerdutyIntegration.$inferSelect;

export async function findPagerDuty(db: Db, pageId: string): Promise<PagerDutyRow | null> {
  const [row] = await db
    .select()
    .from(pagerdutyIntegration)
    .where(eq(pagerdutyIntegration.pageId, pageId));
  return row ?? null;
}

export const upsertPagerDuty = (
  db: Db,
  row: typeof pagerdutyIntegration.$inferInsert,
): Statement => {
  const { pageId: _, createdAt: __, ...set } = { ...row, failedAt: null, failure: null };
  return db
    .insert(pagerdutyIntegration)
    .values(row)
    .onConflictDoUpdate({ target: pagerdutyIntegration.pageId, set });
};

/** What waits is not sent any more. */
export const deletePagerDuty = (db: Db, pageId: string, now: number): Statement[] => [
  db.delete(pagerdutyIntegration).where(eq(pagerdutyIntegration.pageId, pageId)),
  db
    .update(pagerdutyEvent)
    .set({ state: 'dropped', doneAt: now })
    .where(and(eq(pagerdutyEvent.pageId, pageId), eq(pagerdutyEvent.state, 'waiting'))),
];

/** The trigger of a step, only if this batch took the step; one in each round. */
export const insertTrigger = (stepId: string, now: number): Statement =>
  plain(sql`insert into pagerduty_event (id, page_id, incident_id, round, action, due_at, created_at)
    select s.id, o.page_id, o.incident_id, s.round, 'trigger', ${now}, ${now}
    from obligation_step s join obligation o on o.id = s.obligation_id
    where s.id = ${stepId} and o.incident_id is not null
    on conflict do nothing`);

const follows = (action: string) =>
  sql`exists (select 1 from pagerduty_event f where f.incident_id = t.incident_id
    and f.round = t.round and f.action = ${sql.raw(`'${action}'`)})`;
const isOver = sql`not exists (select 1 from incident i where i.id = t.incident_id
  and i.resolved_at is null and i.state not in ('resolved', 'postmortem', 'completed'))`;
const isAcknowledged = sql`exists (select 1 from obligation o where o.incident_id = t.incident_id
  and o.kind = 'acknowledge' and o.state = 'done' and o.round = t.round)`;

/** Whether an event waits, or one of an incident that is not over may follow. */
export const hasPagerDutyWork = sql<number>`exists (select 1 from pagerduty_event t
  join pagerduty_integration p on p.page_id = t.page_id
  where t.state = 'waiting' or (t.action = 'trigger' and t.state = 'sent' and not ${follows('resolve')}))`;

const insertFollowing = (action: string, when: unknown, now: number) =>
  plain(sql`insert into pagerduty_event (id, page_id, incident_id, round, action, due_at, created_at)
    select t.id || '.' || ${action}, t.page_id, t.incident_id, t.round, ${action}, ${now}, ${now}
    from pagerduty_event t join pagerduty_integration p on p.page_id = t.page_id
    where t.action = 'trigger' and t.state in ('waiting', 'sent') and ${when} and not ${follows(action)}
    on conflict do nothing`);

/** What follows from the incidents, whoever wrote those: acknowledged, ended, or not worth a page. */
export const followIncidents = (now: number): Statement[] => [
  plain(sql`update pagerduty_event as t set state = 'dropped', done_at = ${now}
    where action = 'trigger' and state = 'waiting' and attempts = 0 and (${isOver} or ${isAcknowledged})`),
  insertFollowing('acknowledge', sql`not ${isOver} and ${isAcknowledged}`, now),
  insertFollowing('resolve', isOver, now),
];

/** Events that are due and nobody sends; of each incident the first that waits. */
export const dueEvents = (db: Db, now: number, limit: number) =>
  db
    .select({
      id: pagerdutyEvent.id,
      pageId: pagerdutyEvent.pageId,
      incidentId: pagerdutyEvent.incidentId,
      action: pagerdutyEvent.action,
      attempts: pagerdutyEvent.attempts,
      createdAt: pagerdutyEvent.createdAt,
      name: sql<string>`coalesce(${titleInMail}, '')`,
      severity: incident.severity,
      openedAt: sql<number>`coalesce(${incident.createdAt}, ${pagerdutyEvent.createdAt})`,
      page: page.name,
      baseUrl: page.baseUrl,
      severityScale: page.severityScale,
      routingKey: pagerdutyIntegration.routingKey,
      region: pagerdutyIntegration.region,
    })
    .from(pagerdutyEvent)
    .innerJoin(page, eq(page.id, pagerdutyEvent.pageId))
    .innerJoin(pagerdutyIntegration, eq(pagerdutyIntegration.pageId, pagerdutyEvent.pageId))
    .leftJoin(incident, eq(incident.id, pagerdutyEvent.incidentId))
    .where(
      and(
        eq(pagerdutyEvent.state, 'waiting'),
        lte(pagerdutyEvent.dueAt, now),
        or(isNull(pagerdutyEvent.leasedUntil), lte(pagerdutyEvent.leasedUntil, now)),
        sql`not exists (select 1 from pagerduty_event e where e.incident_id = ${pagerdutyEvent.incidentId}
          and e.state = 'waiting' and e.rowid < "pagerduty_event".rowid)`,
      ),
    )
    .orderBy(asc(pagerdutyEvent.dueAt), asc(pagerdutyEvent.createdAt))
    .limit(limit);

export type DuePagerDutyEvent = Awaited<ReturnType<typeof dueEvents>>[number];

/** False when another process was faster. */
export async function claimEvent(
  db: Db,
  { id, attempts }: { id: string; attempts: number },
  { now, until }: { now: number; until: number },
): Promise<boolean> {
  const [result] = await write(db, [
    plain(sql`update pagerduty_event set leased_until = ${until}, attempts = attempts + 1
      where id = ${id} and state = 'waiting' and attempts = ${attempts}
        and (leased_until is null or leased_until <= ${now})`),
  ]);
  return (result?.rowsAffected ?? 0) > 0;
}

/** The end of an attempt: sent, failed, or to be sent again at `dueAt`. */
export const settleEvent = (
  db: Db,
  { id, pageId }: { id: string; pageId: string },
  end: { state: 'sent' | 'failed' | 'waiting'; dueAt?: number; failure: string | null; at: number },
): Promise<unknown> =>
  write(db, [
    db
      .update(pagerdutyEvent)
      .set({
        ...{ state: end.state, leasedUntil: null },
        ...(end.dueAt === undefined ? { doneAt: end.at } : { dueAt: end.dueAt }),
      })
      .where(eq(pagerdutyEvent.id, id)),
    db
      .update(pagerdutyIntegration)
      .set({ failure: end.failure, failedAt: end.failure === null ? null : end.at })
      .where(eq(pagerdutyIntegration.pageId, pageId)),
  ]);
