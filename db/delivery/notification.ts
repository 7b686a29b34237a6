import { and, eq, inArray, or, sql } from 'drizzle-orm';
import type { State } from '../../api/domain/incident/incident.ts';
import type { Notice } from '../../api/domain/maintenance/notice.ts';
import { everyAudience } from '../../api/domain/page/scope.ts';
import { componentsByIds } from '../component/component.ts';
import type { Db } from '../engine/client.ts';
import { dbNow } from '../engine/clock.ts';
import { plain, type Statement } from '../engine/write.ts';
import { assemble, timelineQueries } from '../incident/timeline.ts';
import { incident, notification, page } from '../schema/index.ts';
import { correctionDetail, detailOf } from './occasion.ts';
import { localesOfRecipients } from './recipient.ts';
import { isRenderedRow, isUnrenderedRow } from './rendered-message.ts';
import { isLive, isReplaceable, supersedeStatements } from './supersede.ts';

export type Notification = typeof notification.$inferSelect;

const delayOf = (pageId: string) =>
  sql`coalesce((select mail_hold * 1000 from page where id = ${pageId}), 0)`;

type NewNotification = {
  id: string;
  pageId: string;
  incidentId: string;
  updateId: string;
  componentIds: string[] | null;
  at: number;
};

/** Part of the batch that publishes the update, after it. Recipients must be confirmed by `at`. */
export const insertNotification = (
  db: Db,
  row: NewNotification & { state: State; notice: Notice | null },
): Statement => {
  const { at, state, notice, ...named } = row;
  return db.insert(notification).values({
    ...named,
    detail: detailOf({ ...named, state, notice }),
    state: sql`case when ${delayOf(row.pageId)} > 0 then 'held' else 'planning' end`,
    cutAt: at,
    holdUntil: sql`${dbNow} + ${delayOf(row.pageId)}`,
    aliveAt: sql`${dbNow} + ${delayOf(row.pageId)}`,
    createdAt: at,
  });
};

/**
 * Mails a corrected update again, unless a mail without a text yet will include the correction, and
 * cancels the rest of older mail. Decided inside the batch, since the sender may render at the same
 * moment.
 */
export function correctionStatements(
  db: Db,
  row: NewNotification & { state: State; notice: Notice | null },
): Statement[] {
  const { id, pageId, incidentId, updateId, componentIds, at } = row;
  const delay = delayOf(pageId);
  const isInserted = sql`exists (select 1 from notification where id = ${id})`;
  return [
    plain(sql`insert into notification (id, page_id, incident_id, update_id, kind, detail, component_ids,
        state, cut_at, hold_until, alive_at, created_at)
      select ${id}, ${pageId}, ${incidentId}, ${updateId}, ${`correction ${at}`}, ${correctionDetail(row)},
        ${componentIds && JSON.stringify(componentIds)},
        case when ${delay} > 0 then 'held' else 'planning' end, ${at}, ${dbNow} + ${delay}, ${dbNow} + ${delay}, ${at}
      where not exists (select 1 from ${notification} where ${isLive} and ${isUnrenderedRow}
        and ${notification.kind} <> 'digest' and (${notification.updateId} = ${updateId} or ${notification.id} in
          (select o.superseded_by from notification o where o.update_id = ${updateId})))`),
    ...supersedeStatements(
      db,
      row,
      and(eq(notification.updateId, updateId), isRenderedRow, isInserted),
    ),
  ];
}

/** Everything that the text is rendered from; `supersededUpdates` are ids. */
export async function textFacts(db: Db, target: Notification) {
  const [pages, components, supersededRows, localeRows, ...timeline] = await db.batch([
    db.select().from(page).where(eq(page.id, target.pageId)),
    componentsByIds(db, target.componentIds ?? []),
    db
      .select({ id: notification.updateId })
      .from(notification)
      .where(eq(notification.supersededBy, target.id)),
    localesOfRecipients(db, target.pageId),
    ...timelineQueries(db, everyAudience, eq(incident.id, target.incidentId)),
  ]);
  const supersededUpdates = supersededRows.map((row) => row.id);
  return {
    page: pages[0],
    incident: assemble(...timeline)[0],
    components,
    supersededUpdates,
    /** Other than the page's own. */
    locales: localeRows.map((row) => row.locale).filter((locale) => locale !== pages[0]?.locale),
  };
}

/** Updates that the next notification of this incident would supersede. */
export async function supersededUpdates(db: Db, incidentId: string): Promise<string[]> {
  const live = db
    .select({ id: notification.id })
    .from(notification)
    .where(and(eq(notification.incidentId, incidentId), isReplaceable));
  const rows = await db
    .selectDistinct({ id: notification.updateId })
    .from(notification)
    .where(
      and(
        eq(notification.incidentId, incidentId),
        or(isReplaceable, inArray(notification.supersededBy, live)),
      ),
    );
  return rows.map(({ id }) => id);
}

/** Ends a notification when every planned recipient is accounted for. */
export const closeIfNotified = (db: Db, id: string): Statement =>
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
