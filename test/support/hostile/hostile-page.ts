import { ComponentDetails, detailFields } from '../../../api/domain/component/details.ts';
import type { Snapshot, SnapshotIncident } from '../../../api/snapshot/snapshot.ts';
import { NOON, PAGE_ID } from '../world/world.ts';
import { hostile } from './hostile.ts';

const HOUR = 3_600_000;
const HOME = 'https://status.example.com';
const GROUP = 'group0000001';
const LEAF = 'leaf00000001';

const textDetails = detailFields.filter(({ kind }) => kind === 'text');

/** One group, component, incident and maintenance. Every text that a person can enter is this one. */
export function pageOf(text: string): Snapshot {
  const times = { createdAt: NOON, updatedAt: NOON };
  const component = {
    ...ComponentDetails.parse({}),
    ...Object.fromEntries(textDetails.map(({ name }) => [name, text])),
    name: text,
    status: 'partial_outage',
    position: 1,
  } as const;
  const event = (kind: 'incident' | 'maintenance', id: string): SnapshotIncident => ({
    id,
    kind,
    name: text,
    state: kind === 'incident' ? 'identified' : 'scheduled',
    impact: kind === 'incident' ? 'minor' : 'maintenance',
    impactOverridden: false,
    startedAt: NOON,
    ...times,
    monitoringAt: null,
    resolvedAt: null,
    nextUpdateBy: null,
    scheduledFor: kind === 'incident' ? null : NOON + HOUR,
    scheduledUntil: kind === 'incident' ? null : NOON + 2 * HOUR,
    componentIds: [LEAF],
    updates: [
      {
        id: `up${id.slice(2)}`,
        seq: 1,
        state: kind === 'incident' ? 'identified' : 'scheduled',
        body: text,
        nextUpdateBy: null,
        correctedAt: null,
        displayAt: NOON,
        ...times,
        deliverNotifications: true,
        notice: null,
        changes: [
          {
            componentId: LEAF,
            name: `${text} - ${text}`,
            oldStatus: 'operational',
            newStatus: 'partial_outage',
          },
        ],
      },
    ],
  });
  const eventful = { at: 89, partial_outage: HOUR, incidents: ['incident0001'], notes: [text] };
  return {
    audience: 'public',
    version: 1,
    builtAt: NOON,
    staleAt: null,
    page: {
      id: PAGE_ID,
      name: text,
      url: HOME,
      timeZone: 'Etc/UTC',
      accent: null,
      logo: null,
      logoUrl: null,
      supportUrl: null,
      links: [{ label: text, url: `${HOME}/help` }],
      footer: text,
      theme: null,
      ...times,
    },
    status: { indicator: 'minor', description: 'Minor Service Outage' },
    components: [
      { ...component, ...times, id: GROUP, group: true, groupId: null },
      { ...component, ...times, id: LEAF, group: false, groupId: GROUP },
    ],
    days: [],
    incidents: [event('incident', 'incident0001')],
    maintenances: [event('maintenance', 'maintenance1')],
    uptime: {
      first: '2026-08-23',
      count: 90,
      until: NOON,
      weights: { major_outage: 100, partial_outage: 30, degraded_performance: 0 },
      byComponent: { [LEAF]: { since: NOON - 24 * HOUR, days: [eventful] } },
      incidents: { incident0001: text },
    },
  };
}

/** The page of the first text with the incidents of all, since feed readers start slowly. */
export function pageOfAll(texts: string[]): Snapshot {
  const pages = texts.map(pageOf);
  const all = (key: 'incidents' | 'maintenances') =>
    pages.flatMap((page, n) =>
      page[key].map((i) => ({
        ...i,
        id: `${i.id.slice(0, 9)}${n + 100}`,
        updates: i.updates.map((u) => ({ ...u, id: `${u.id.slice(0, 9)}${n + 100}` })),
      })),
    );
  return {
    ...pageOf(texts[0] ?? ''),
    incidents: all('incidents'),
    maintenances: all('maintenances'),
  };
}

/** Within the limits of a feed: 50 items and 128 KB. */
export const dozens = Array.from({ length: Math.ceil(hostile.length / 12) }, (_, n) =>
  hostile.slice(n * 12, n * 12 + 12),
);
