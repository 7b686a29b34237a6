import type { z } from 'zod';
import { wordsIn } from '../../site/locales/words.ts';
import { wholeText } from '../../templates/event.ts';
import { wholeLinks } from '../../templates/markdown/markdown.ts';
import { isoInZone } from '../domain/time/zone.ts';
import {
  activeMaintenances,
  openIncidents,
  type Snapshot,
  type SnapshotComponent,
  type SnapshotIncident,
  type SnapshotUpdate,
  upcomingMaintenances,
} from '../snapshot/snapshot.ts';
import { membersOf } from './components.ts';
import type * as v2 from './schema/public/v2.ts';
import { incidentUrl, linksOf } from './updates.ts';

/**
 * The public API of Statuspage's clients. The order of keys and the absence of others are part of
 * the contract, since some clients reject unknown keys.
 */
type Answers = {
  '/api/v2/summary.json': typeof v2.Summary;
  '/api/v2/status.json': typeof v2.Status;
  '/api/v2/components.json': typeof v2.Components;
  '/api/v2/incidents.json': typeof v2.Incidents;
  '/api/v2/incidents/unresolved.json': typeof v2.Incidents;
  '/api/v2/scheduled-maintenances.json': typeof v2.Maintenances;
  '/api/v2/scheduled-maintenances/upcoming.json': typeof v2.Maintenances;
  '/api/v2/scheduled-maintenances/active.json': typeof v2.Maintenances;
};

/** The size of Statuspage's two complete lists. */
const MAX = 50;

export const statuspageV2: {
  [Path in keyof Answers]: (snapshot: Snapshot) => z.infer<Answers[Path]>;
} = {
  '/api/v2/summary.json': (s) => ({
    page: pageDocument(s),
    components: listedComponents(s),
    incidents: openIncidents(s).map((i) => incidentDocument(s, i)),
    scheduled_maintenances: [...activeMaintenances(s), ...upcomingMaintenances(s)].map((i) =>
      maintenance(s, i),
    ),
    status: status(s),
  }),
  '/api/v2/status.json': (s) => ({ page: pageDocument(s), status: status(s) }),
  '/api/v2/components.json': (s) => ({ page: pageDocument(s), components: listedComponents(s) }),
  '/api/v2/incidents.json': (s) => incidents(s, s.incidents.slice(0, MAX)),
  '/api/v2/incidents/unresolved.json': (s) => incidents(s, openIncidents(s)),
  '/api/v2/scheduled-maintenances.json': (s) => maintenances(s, newestMaintenances(s)),
  '/api/v2/scheduled-maintenances/upcoming.json': (s) => maintenances(s, upcomingMaintenances(s)),
  '/api/v2/scheduled-maintenances/active.json': (s) => maintenances(s, activeMaintenances(s)),
};

const incidents = (s: Snapshot, chosen: SnapshotIncident[]) => ({
  page: pageDocument(s),
  incidents: chosen.map((i) => incidentDocument(s, i)),
});

const maintenances = (s: Snapshot, chosen: SnapshotIncident[]) => ({
  page: pageDocument(s),
  scheduled_maintenances: chosen.map((i) => maintenance(s, i)),
});

const newestMaintenances = (s: Snapshot): SnapshotIncident[] =>
  s.maintenances.toSorted((a, b) => b.createdAt - a.createdAt).slice(0, MAX);

export const pageDocument = ({ page }: Snapshot): z.infer<typeof v2.PageSchema> => ({
  id: page.id,
  name: page.name,
  url: page.url,
  time_zone: page.timeZone,
  updated_at: isoInZone(page.updatedAt, page.timeZone),
});

export const status = ({ status }: Snapshot): z.infer<typeof v2.RollupSchema> => ({
  indicator: status.indicator,
  description: status.description,
});

export const listedComponents = (s: Snapshot) => s.components.map((c) => component(s, c));

/** Groups list their members and members name their group, by position. */
function component(s: Snapshot, c: SnapshotComponent): z.infer<typeof v2.ComponentSchema> {
  return {
    id: c.id,
    name: c.name,
    status: c.status,
    created_at: isoInZone(c.createdAt, s.page.timeZone),
    updated_at: isoInZone(c.updatedAt, s.page.timeZone),
    position: c.position,
    description: c.description,
    showcase: c.showcase,
    start_date: c.startDate,
    group_id: c.groupId,
    page_id: s.page.id,
    group: c.group,
    only_show_if_degraded: c.onlyShowIfDegraded,
    ...(c.group ? { components: membersOf(s, c).map((member) => member.id) } : {}),
  };
}

export function incidentDocument(
  s: Snapshot,
  i: SnapshotIncident,
): z.infer<typeof v2.IncidentSchema> {
  const iso = (at: number) => isoInZone(at, s.page.timeZone);
  const affected = new Set(i.componentIds);
  return {
    id: i.id,
    name: i.name,
    status: i.state,
    created_at: iso(i.createdAt),
    updated_at: iso(i.updatedAt),
    monitoring_at: i.monitoringAt === null ? null : iso(i.monitoringAt),
    resolved_at: i.resolvedAt === null ? null : iso(i.resolvedAt),
    impact: i.impact,
    shortlink: incidentUrl(s.page.url, i.id),
    started_at: iso(i.startedAt),
    page_id: s.page.id,
    incident_updates: i.updates.map((u) => update(s, i, u, iso)),
    components: s.components.filter((c) => affected.has(c.id)).map((c) => component(s, c)),
  };
}

/** Both ends of the window are set: maintenance without them is rejected. */
export const maintenance = (s: Snapshot, i: SnapshotIncident): z.infer<typeof v2.Maintenance> => ({
  ...incidentDocument(s, i),
  scheduled_for: isoInZone(i.scheduledFor ?? i.startedAt, s.page.timeZone),
  scheduled_until: isoInZone(i.scheduledUntil ?? i.startedAt, s.page.timeZone),
});

const update = (
  { page }: Snapshot,
  i: SnapshotIncident,
  u: SnapshotUpdate,
  iso: (at: number) => string,
): z.infer<typeof v2.UpdateSchema> => ({
  id: u.id,
  status: u.state,
  body: wholeLinks(wholeText(wordsIn(page.locale), u, page.timeZone), linksOf({ page }, i)),
  incident_id: i.id,
  created_at: iso(u.createdAt),
  updated_at: iso(u.updatedAt),
  display_at: iso(u.displayAt),
  affected_components: u.changes.length === 0 ? null : u.changes.map(affectedComponent),
  deliver_notifications: u.deliverNotifications,
  custom_tweet: null,
  tweet_id: null,
});

/** A component as an update changed it, in both APIs of Statuspage. */
export const affectedComponent = (
  change: Pick<
    SnapshotUpdate['changes'][number],
    'componentId' | 'name' | 'oldStatus' | 'newStatus'
  >,
) => ({
  code: change.componentId,
  name: change.name,
  old_status: change.oldStatus,
  new_status: change.newStatus,
});
