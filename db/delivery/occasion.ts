import { type SQL, sql } from 'drizzle-orm';
import { isClosed, type State } from '../../api/domain/incident/incident.ts';
import type { Notice } from '../../api/domain/maintenance/notice.ts';
import { readers } from '../../api/domain/page/scope.ts';
import { plain, type Statement } from '../engine/write.ts';
import { closedStates } from './notified.ts';
import { isUnrenderedRow } from './rendered-message.ts';
import { isLive, isReplaceable } from './supersede.ts';

/** An update that is published, or will be. */
export type OccasionRow = {
  /** Null before the incident or the update is published. */
  incidentId: string | null;
  updateId: string | null;
  state: State;
  notice: Notice | null;
};

/** State of the public update before this one, which is the newest. */
const previousState = ({ incidentId, updateId }: OccasionRow): SQL =>
  sql`(select past.state from incident_update past where past.incident_id = ${incidentId}
    and past.audience = ${readers} and past.id is not ${updateId} order by past.seq desc limit 1)`;

const earlier = ({ incidentId, updateId }: OccasionRow): SQL =>
  sql`select 1 from notification where notification.incident_id = ${incidentId}
    and notification.update_id is not ${updateId}`;

/** Those who chose start and end get a summary of their own at the end. */
export const isEndRow = (of: OccasionRow): SQL =>
  isClosed(of.state)
    ? sql`coalesce(${previousState(of)} not in ${closedStates}, false)`
    : sql`false`;

/** The detail of the notification of an update, by the rules of `notificationsOf` (api/domain/subscriber). */
export function detailOf(of: OccasionRow): SQL {
  const replaced = sql`exists (${earlier(of)} and notification.detail in ('all', 'start-and-end') and ${isReplaceable})`;
  const isStartAnnounced = sql`exists (${earlier(of)} and notification.detail = 'all'
    and notification.state not in ('cancelled', 'superseded'))`;
  const isNewStart = sql`${of.notice} is 'rescheduled' or previous in ${closedStates}
    or previous = 'scheduled' and ${of.state} = 'in_progress'`;
  return sql`(select case when previous is null then 'all'
      when ${isEndRow(of)} then 'every'
      when ${replaced} then 'all'
      when ${isClosed(of.state)} then 'every'
      when ${isNewStart} or not ${isStartAnnounced} then 'all'
      else 'every' end
    from (select ${previousState(of)} as previous))`;
}

/**
 * A correction is for those who got what it corrects. A summary without a text yet will include it,
 * and has readers of its own.
 */
export const correctionDetail = (of: OccasionRow): SQL =>
  sql`(select case when count(*) = 0 then ${detailOf(of)}
      when sum(notification.detail = 'all' or notification.detail = 'start-and-end'
        and not (${isLive} and ${isUnrenderedRow})) > 0 then 'all' else 'every' end
    from notification where notification.update_id = ${of.updateId})`;

/** Everybody whom an update reaches, with those who get the summary. */
export const upcomingDetail = (of: OccasionRow): SQL =>
  sql`case when ${isEndRow(of)} then 'all' else ${detailOf(of)} end`;

/** Whether anybody on the page chose start and end. */
const hasDigestReaders = (pageId: string): SQL =>
  sql`exists (select 1 from subscriber where page_id = ${pageId} and subscriber.detail = 'start-and-end')`;

/** The summary of all updates, beside the notification `endId` of the last one. Its components are those of all. */
export const insertDigest = (
  of: OccasionRow & { pageId: string },
  digest: { id: string; endId: string },
): Statement =>
  plain(sql`insert into notification (id, page_id, incident_id, update_id, kind, detail, state, component_ids,
      cut_at, hold_until, alive_at, created_at)
    select ${digest.id}, page_id, incident_id, update_id, 'digest', 'start-and-end', state,
      (select nullif(json_group_array(distinct place.value), '[]') from notification told, json_each(told.component_ids) place
        where told.incident_id = ended.incident_id),
      cut_at, hold_until, alive_at, created_at
    from notification ended where id = ${digest.endId} and ${isEndRow(of)} and ${hasDigestReaders(of.pageId)}`);
