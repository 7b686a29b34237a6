import { and, eq, sql } from 'drizzle-orm';
import type { State } from '../../api/domain/incident/incident.ts';
import { isTeamDraft } from '../draft/draft.ts';
import type { Db } from '../engine/client.ts';
import { asking } from '../engine/write.ts';
import {
  apiToken,
  component,
  draft,
  incident,
  incidentUpdate,
  maintenanceSeries,
  notification,
  template,
  user,
} from '../schema/index.ts';

import type { StoredAudit } from './audit.ts';

/** Owners read the audit log, also those whom a restricted incident does not name. */
const nameForAll = sql<
  string | null
>`case when ${incident.audience} = 'restricted' then 'Restricted incident' else ${incident.name} end`;

/** What an entry is about, as it is called now. `incidentId` is the incident that it belongs to. */
export type NamedSubject = {
  name: string | null;
  incidentId?: string | null;
  state?: State | null;
};

/** Names of the subjects of some entries, by `subject:id`, in one round trip. */
export async function auditNames(
  db: Db,
  pageId: string,
  entries: readonly StoredAudit[],
): Promise<Map<string, NamedSubject>> {
  /** One parameter, however many ids there are. */
  const idsOf = (...subjects: string[]) =>
    sql`(select value from json_each(${JSON.stringify(
      entries.filter(({ subject }) => subjects.includes(subject)).map((one) => one.subjectId),
    )}))`;
  const named = { id: incident.id, name: nameForAll };
  const [incidents, updates, series, mails, drafts, components, templates, people, tokens] =
    await asking(db)([
      db
        .select(named)
        .from(incident)
        .where(
          and(
            eq(incident.pageId, pageId),
            sql`${incident.id} in ${idsOf('incident', 'room', 'review')}`,
          ),
        ),
      db
        .select({
          id: incidentUpdate.id,
          incidentId: incident.id,
          name: nameForAll,
          state: incidentUpdate.state,
        })
        .from(incidentUpdate)
        .innerJoin(incident, eq(incident.id, incidentUpdate.incidentId))
        .where(
          and(
            eq(incidentUpdate.pageId, pageId),
            sql`${incidentUpdate.id} in ${idsOf('incident_update')}`,
          ),
        ),
      db
        .select({ id: maintenanceSeries.id, occurrence: maintenanceSeries.occurrence })
        .from(maintenanceSeries)
        .where(sql`${maintenanceSeries.id} in ${idsOf('series')}`),
      db
        .select({ id: notification.id, incidentId: incident.id, name: nameForAll })
        .from(notification)
        .innerJoin(incident, eq(incident.id, notification.incidentId))
        .where(
          and(eq(notification.pageId, pageId), sql`${notification.id} in ${idsOf('notification')}`),
        ),
      db
        .select({
          id: draft.id,
          incidentId: sql<string | null>`coalesce(${draft.incidentId}, ${draft.publishedAs})`,
          title: sql<
            string | null
          >`case when ${isTeamDraft()} then json_extract(${draft.values}, '$.name') end`,
          name: nameForAll,
        })
        .from(draft)
        .leftJoin(
          incident,
          sql`${incident.id} = coalesce(${draft.incidentId}, ${draft.publishedAs})`,
        )
        .where(and(eq(draft.pageId, pageId), sql`${draft.id} in ${idsOf('draft')}`)),
      db
        .select({ id: component.id, name: component.name })
        .from(component)
        .where(
          and(
            eq(component.pageId, pageId),
            sql`${component.id} in ${idsOf('component', 'component_interval')}`,
          ),
        ),
      db
        .select({ id: template.id, name: template.name })
        .from(template)
        .where(and(eq(template.pageId, pageId), sql`${template.id} in ${idsOf('template')}`)),
      db
        .select({ id: user.id, name: user.name })
        .from(user)
        .where(sql`${user.id} in ${idsOf('member', 'session')}`),
      db
        .select({ id: apiToken.id, name: apiToken.name })
        .from(apiToken)
        .where(and(eq(apiToken.pageId, pageId), sql`${apiToken.id} in ${idsOf('token')}`)),
    ]);
  const found = new Map<string, NamedSubject>();
  const add = <Row extends { id: string }>(
    subject: string,
    rows: readonly Row[],
    as: (row: Row) => NamedSubject,
  ) => {
    for (const row of rows) found.set(`${subject}:${row.id}`, as(row));
  };
  for (const subject of ['incident', 'room'])
    add(subject, incidents, ({ id, name }) => ({ name, incidentId: id }));
  add('incident_update', updates, (row) => row);
  add('series', series, ({ occurrence }) => ({ name: occurrence.name }));
  add('notification', mails, (row) => row);
  add('draft', drafts, ({ incidentId, title, name }) => ({ name: name ?? title, incidentId }));
  for (const subject of ['component', 'component_interval'])
    add(subject, components, ({ name }) => ({ name }));
  add('template', templates, ({ name }) => ({ name }));
  for (const subject of ['member', 'session']) add(subject, people, ({ name }) => ({ name }));
  add('token', tokens, ({ name }) => ({ name }));
  return found;
}
