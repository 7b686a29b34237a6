import { type SQL, sql } from 'drizzle-orm';
import { isClosed, State } from '../../api/domain/incident/incident.ts';
import { readers } from '../../api/domain/page/scope.ts';

export const closedStates = sql.raw(
  `('${State.options.filter((state) => isClosed(state)).join("', '")}')`,
);

/** What a notification is about, in SQL: columns of it, or parameters before it is written. */
export type EventSql = {
  /** Null before the incident is published. */
  incidentId: SQL;
  /** Null before the update is published. */
  updateId: SQL;
  /** `incident` or `maintenance`. */
  kind: SQL;
  /** JSON, or null. */
  componentIds: SQL;
  detail: SQL;
};

/** Of a row of `notification` with this alias. */
export const eventOfRow = (n: SQL): EventSql => ({
  incidentId: sql`${n}.incident_id`,
  updateId: sql`${n}.update_id`,
  kind: sql`(select kind from incident where incident.id = ${n}.incident_id)`,
  componentIds: sql`${n}.component_ids`,
  detail: sql`${n}.detail`,
});

/** Whether one row of a subscriber’s `chosen` subscriptions matches; searched for all of them, or for one. */
type Follows = (match: SQL) => SQL;

export const anyOf =
  (s: SQL): Follows =>
  (match) =>
    sql`${s}.id in (select chosen.subscriber_id from subscription chosen where ${match})`;
export const eachOf =
  (s: SQL): Follows =>
  (match) =>
    sql`exists (select 1 from subscription chosen where chosen.subscriber_id = ${s}.id and ${match})`;

/** `isNotified` of api/domain/subscriber/preferences.ts for the subscriber with the alias `s`. */
export const isNotifiedRow = (s: SQL, event: EventSql, follows: Follows): SQL =>
  sql`(${event.detail} in ('all', ${s}.detail)
    and (${isOfKind(s, event)} and (${s}.all_components = 1 or ${follows(isPlace(event))})
      or ${follows(isIncident(event))}))`;

const isOfKind = (s: SQL, { kind }: EventSql): SQL =>
  sql`(${s}.kinds = 'all' or (${s}.kinds = 'maintenance') = (${kind} = 'maintenance'))`;

const isPlace = ({ componentIds }: EventSql): SQL => {
  const ids = sql`(select value from json_each(${componentIds}))`;
  return sql`chosen.target <> 'incident' and chosen.component_id in (select value from json_each(${componentIds})
    union select group_id from component where component.id in ${ids} and group_id is not null)`;
};

const isIncident = ({ incidentId, updateId }: EventSql): SQL =>
  sql`chosen.target = 'incident' and chosen.component_id = ${incidentId}
    and not exists (select 1 from incident_update ended where ended.incident_id = ${incidentId}
      and ended.audience = ${readers} and ended.state in ${closedStates}
      and ended.seq < coalesce((select seq from incident_update where id = ${updateId}), 1e9))`;
