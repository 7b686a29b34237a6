import { and, asc, eq, inArray, isNotNull, or, sql } from 'drizzle-orm';
import type { Db } from './client.ts';
import { dbNow } from './clock.ts';
import { componentsByIds } from './component.ts';
import { isLive, supersedeStatements } from './ending.ts';
import { spokenBy, subscribersToTell } from './recipient.ts';
import { chunk, incident, notification, page, type Translated } from './schema/index.ts';
import { assemble, timelineQueries } from './timeline.ts';
import { plain, type Statement, violated, write } from './write.ts';

export type Notification = typeof notification.$inferSelect;

const holdOf = (pageId: string) =>
  sql`coalesce((select mail_hold * 1000 from page where id = ${pageId}), 0)`;

/** Written in the update's own batch. Who has confirmed by `at` is told. */
export const insertNotification = (
  db: Db,
  row: {
    id: string;
    pageId: string;
    incidentId: string;
    updateId: string;
    /** `update`, or the correction of one: each is mailed once. */
    kind?: string;
    componentIds: string[] | null;
    at: number;
  },
): Statement => {
  const { at, ...named } = row;
  return db.insert(notification).values({
    ...named,
    state: sql`case when ${holdOf(row.pageId)} > 0 then 'held' else 'planning' end`,
    cutAt: at,
    holdUntil: sql`${dbNow} + ${holdOf(row.pageId)}`,
    aliveAt: sql`${dbNow} + ${holdOf(row.pageId)}`,
    createdAt: at,
  });
};

/**
 * Mails an update again, as corrected, unless a mail that still waits for its text will say the
 * corrected words by itself. What is left of a mail that has the old words is not sent any more.
 * Decided in the batch: the sender may make the text at the same moment, and then has to make it anew.
 */
export function correctionStatements(
  db: Db,
  row: Omit<Parameters<typeof insertNotification>[1], 'kind'>,
): Statement[] {
  const { id, pageId, incidentId, updateId, componentIds, at } = row;
  const hold = holdOf(pageId);
  const isInserted = sql`exists (select 1 from notification where id = ${id})`;
  return [
    plain(sql`insert into notification (id, page_id, incident_id, update_id, kind, component_ids,
        state, cut_at, hold_until, alive_at, created_at)
      select ${id}, ${pageId}, ${incidentId}, ${updateId}, ${`correction ${at}`},
        ${componentIds && JSON.stringify(componentIds)},
        case when ${hold} > 0 then 'held' else 'planning' end, ${at}, ${dbNow} + ${hold}, ${dbNow} + ${hold}, ${at}
      where not exists (select 1 from ${notification} where ${isLive} and ${notification.subject} is null
        and (${notification.updateId} = ${updateId} or ${notification.id} in
          (select o.superseded_by from notification o where o.update_id = ${updateId})))`),
    ...supersedeStatements(
      db,
      row,
      and(eq(notification.updateId, updateId), isNotNull(notification.subject), isInserted),
    ),
  ];
}

/**
 * Oldest first. One that took another's place waits for the last attempt at that one which is under
 * way, so that nobody gets the older text after the newer.
 */
export const notificationsToPlan = (db: Db): Promise<Notification[]> =>
  db
    .select()
    .from(notification)
    .where(
      sql`${notification.state} in ('held', 'planning') and ${notification.holdUntil} <= ${dbNow}
        and not exists (select 1 from notification older join chunk on chunk.notification_id = older.id
          where older.incident_id = ${notification.incidentId}
          and older.superseded_by = ${notification.id} and chunk.state = 'leased'
          and chunk.due_at > ${dbNow})`,
    )
    .orderBy(asc(notification.createdAt), asc(notification.id))
    .limit(20);

export type FrozenText = {
  from: string;
  subject: string;
  html: string;
  text: string;
  translated: Translated;
  /** Of the incident that it was made of. */
  revision: number;
};

/** What the text is made of; `untold` are the updates whose mails it takes the place of. */
export async function textFacts(db: Db, told: Notification) {
  const [pages, components, superseded, spoken, ...timeline] = await db.batch([
    db.select().from(page).where(eq(page.id, told.pageId)),
    componentsByIds(db, told.componentIds ?? []),
    db
      .select({ id: notification.updateId })
      .from(notification)
      .where(eq(notification.supersededBy, told.id)),
    spokenBy(db, told.pageId),
    ...timelineQueries(db, ['public', 'internal'], eq(incident.id, told.incidentId)),
  ]);
  const untold = superseded.map((row) => row.id);
  return {
    page: pages[0],
    incident: assemble(...timeline)[0],
    components,
    untold,
    /** Besides the page's own. */
    locales: spoken.map((row) => row.locale).filter((locale) => locale !== pages[0]?.locale),
  };
}

/** The updates whose mails the next one of this incident would take the place of. */
export async function untoldOf(db: Db, incidentId: string): Promise<string[]> {
  const live = db
    .select({ id: notification.id })
    .from(notification)
    .where(and(eq(notification.incidentId, incidentId), isLive));
  const rows = await db
    .selectDistinct({ id: notification.updateId })
    .from(notification)
    .where(
      and(
        eq(notification.incidentId, incidentId),
        or(isLive, inArray(notification.supersededBy, live)),
      ),
    );
  return rows.map(({ id }) => id);
}

/**
 * One page of planning: its chunks of `size` recipients, the cursor, and with the first the text, in
 * one batch that no row passes through. A planner that another overtook, whose notification was
 * stopped or whose incident was changed meanwhile, breaks a constraint, and its whole batch is undone:
 * false.
 */
export async function savePlannedPage(
  db: Db,
  planned: Notification,
  page: { text: FrozenText | null; size: number; limit: number },
): Promise<boolean> {
  const { id, pageId, planCursor } = planned;
  const [numbered] = await db
    .select({ last: sql<number>`coalesce(max(${chunk.chunkNo}), 0)` })
    .from(chunk)
    .where(eq(chunk.notificationId, id));
  const last = numbered?.last ?? 0;
  const mine = sql`from chunk where notification_id = ${id} and channel = 'email' and chunk_no > ${last}`;
  const n = sql`(select coalesce(sum(n), 0) ${mine})`;
  const { revision, ...text } = page.text ?? {};
  const isUnchanged = page.text
    ? sql`(select revision from incident where id = ${planned.incidentId}) = ${revision}`
    : sql`true`;
  const ours = sql`${notification.state} in ('held', 'planning') and ${isUnchanged}
    and ${notification.planCursor} is ${planCursor}`;
  try {
    await write(db, [
      db
        .update(notification)
        .set({ planned: sql`case when ${ours} then ${notification.planned} end` })
        .where(eq(notification.id, id)),
      plain(sql`insert into chunk (id, notification_id, page_id, channel, chunk_no, n, recipients, due_at)
        select lower(hex(randomblob(8))), ${id}, ${pageId}, 'email', ${last} + 1 + place, count(*),
          json_group_array(id), ${dbNow}
        from (select id, cast((row_number() over (order by id) - 1) / ${page.size} as integer) as place
          from (${subscribersToTell(db, planned, planCursor, page.limit)})) group by place order by place`),
      db
        .update(notification)
        .set({
          ...(page.text ? { ...text, startedAt: dbNow } : {}),
          planCursor: sql`coalesce((select recipients ->> '$[#-1]' ${mine} order by chunk_no desc limit 1), ${planCursor})`,
          planned: sql`${notification.planned} + ${n}`,
          state: sql`case when ${n} < ${page.limit} then 'sending' else 'planning' end`,
        })
        .where(eq(notification.id, id)),
      closeIfTold(db, id),
    ]);
    return true;
  } catch (error) {
    if (/^(chunk|notification)\./.test(violated(error) ?? '')) return false;
    throw error;
  }
}

/** Ends a notification when every planned recipient is accounted for. */
export const closeIfTold = (db: Db, id: string): Statement =>
  db
    .update(notification)
    .set({
      state: sql`case when ${notification.unknown} > 0 then 'needs_operator' else 'done' end`,
      finishedAt: dbNow,
    })
    .where(
      and(
        eq(notification.id, id),
        eq(notification.state, 'sending'),
        sql`${notification.sent} + ${notification.failed} + ${notification.suppressed}
          + ${notification.unknown} >= ${notification.planned}`,
      ),
    );
