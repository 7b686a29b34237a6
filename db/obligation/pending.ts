import { and, inArray, isNotNull, isNull, notInArray, or, type SQL, sql } from 'drizzle-orm';
import { lastingKinds } from '../../api/domain/obligation/item-kinds.ts';
import { incident, obligation } from '../schema/index.ts';

export const isOpenIncident = and(
  isNull(incident.resolvedAt),
  notInArray(incident.state, ['resolved', 'postmortem', 'completed']),
);

/** Joins the incident that an obligation is about, or that its subject belongs to. */
export const aboutIncident = sql`${incident.id} = coalesce(${obligation.aboutIncidentId},
  case ${obligation.subject} when 'incident' then ${obligation.subjectId} end)`;

/** After a left join of its incident: it is open, or need not be. */
export const isPending = or(
  and(isNotNull(incident.id), isOpenIncident),
  inArray(obligation.kind, lastingKinds),
);

/** Whether an alert of a group is firing; while none is, nobody is paged. */
export const isFiring = (groupId: SQL): SQL => sql`(not exists (
    select 1 from alert_group g where g.id = ${groupId})
  or exists (select 1 from alert a where a.group_id = ${groupId} and a.status = 'firing'))`;
