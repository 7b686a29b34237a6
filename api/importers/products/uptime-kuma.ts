import { z } from 'zod';
import type { GivenIncident, Importer } from '../port/port.ts';
import {
  addressIn,
  type KeyOf,
  keyFor,
  readJson,
  SourceKey,
  sourceHost,
  utc,
} from '../port/read.ts';
import { SourceError } from '../port/source-error.ts';

const product = 'Uptime Kuma';

const Notice = z.object({
  id: SourceKey,
  title: z.string(),
  content: z.string().nullish(),
  style: z.string().nullish(),
  pin: z.union([z.boolean(), z.number()]).nullish(),
  createdDate: z.string(),
});
const Maintenance = z.object({
  id: SourceKey,
  title: z.string(),
  description: z.string().nullish(),
  status: z.string().nullish(),
  timeslotList: z
    .array(z.object({ startDate: z.string().nullish(), endDate: z.string().nullish() }))
    .nullish(),
});
const Page = z.object({
  config: z.object({ slug: z.string(), title: z.string() }),
  incident: Notice.nullish(),
  incidents: z.array(Notice).nullish(),
  publicGroupList: z.array(
    z.object({
      id: SourceKey,
      name: z.string(),
      monitorList: z.array(z.object({ id: SourceKey, name: z.string() })),
    }),
  ),
  maintenanceList: z.array(Maintenance).nullish(),
});
/** The newest beat is the last one. An empty time is 0. */
const Beats = z.object({
  heartbeatList: z.record(
    z.string(),
    z.array(z.union([z.object({ status: z.number() }), z.number()])),
  ),
});

/** By the number of a beat: down, up, pending, maintenance. */
const statuses = ['major_outage', 'operational', 'operational', 'under_maintenance'];
const impacts: Record<string, string> = { danger: 'major', warning: 'minor' };
const states: Record<string, string> = {
  scheduled: 'scheduled',
  'under-maintenance': 'in_progress',
  ended: 'completed',
};

/** A public page of Uptime Kuma 1 or 2: monitors, what is pinned, and maintenance. */
export const uptimeKuma: Importer = {
  name: product,
  help: {
    'uptime-kuma URL': 'a status page, such as https://kuma.example.com/status/all',
  },
  place: { label: 'Address of the status page', example: 'https://kuma.example.com/status/all' },
  read: async ({ place, get }) => {
    const address = addressIn(place);
    const [, base = '', slug = ''] = /^(https?:\/\/.+?)\/status\/([\w-]+)$/.exec(address) ?? [];
    if (!slug)
      throw new SourceError(
        'Give the address of a status page: https://kuma.example.com/status/all',
      );
    const page = await readJson(`${base}/api/status-page/${slug}`, Page, { get, product });
    if (!page) throw new SourceError(`There is no status page at ${address}.`);
    const beats = await readJson(`${base}/api/status-page/heartbeat/${slug}`, Beats, {
      get,
      product,
    });
    const id = keyFor(product, sourceHost(base), slug);
    const components = page.publicGroupList.flatMap(({ id: group, name, monitorList }, at) => [
      ...(page.publicGroupList.length > 1
        ? [
            {
              ...{ id: id('group', group), name, status: 'operational', created_at: null },
              ...{ position: at + 1, group: true },
            },
          ]
        : []),
      ...monitorList.map((monitor, position) => ({
        ...{ id: id('monitor', monitor.id), name: monitor.name, created_at: null },
        ...{ position: position + 1, group_id: id('group', group) },
        status: statusOf(beats?.heartbeatList[monitor.id]?.at(-1)),
      })),
    ]);
    const notices = [...(page.incident ? [page.incident] : []), ...(page.incidents ?? [])];
    const windows = (page.maintenanceList ?? []).flatMap((one) => windowOf(one, id) ?? []);
    return {
      page: { id: id('page'), name: page.config.title },
      components,
      incidents: [...notices.map((one) => incidentOf(one, id)), ...windows],
      isWhole: false,
      gaps: [
        'Uptime Kuma publishes pinned incidents only, and no history of its checks: uptime begins with this import.',
        'Its incidents have no states and name no monitors: they are imported as “investigating”, and those that are not pinned as resolved.',
        ...(windows.length > 0
          ? ['Of a repeating maintenance, the next window is imported. Plan the others here.']
          : []),
      ],
    };
  },
};

const statusOf = (beat: { status: number } | number | undefined): string =>
  (typeof beat === 'object' ? statuses[beat.status] : undefined) ?? 'operational';

function incidentOf(notice: z.infer<typeof Notice>, id: KeyOf): GivenIncident {
  const status = notice.pin ? 'investigating' : 'resolved';
  const created_at = utc(notice.createdDate);
  return {
    ...{ id: id('incident', notice.id), name: notice.title, status, created_at },
    impact: impacts[notice.style ?? ''] ?? 'none',
    incident_updates: [
      {
        ...{ id: id('incident', notice.id, 'update'), status, created_at },
        body: notice.content || notice.title,
      },
    ],
    components: [],
  };
}

function windowOf(one: z.infer<typeof Maintenance>, id: KeyOf): GivenIncident | null {
  const status = states[one.status ?? ''];
  const [slot] = one.timeslotList ?? [];
  if (!status || !slot?.startDate || !slot.endDate) return null;
  return {
    ...{ id: id('maintenance', one.id), name: one.title, status, created_at: null },
    ...{
      impact: 'maintenance',
      scheduled_for: utc(slot.startDate),
      scheduled_until: utc(slot.endDate),
    },
    incident_updates: [
      {
        ...{ id: id('maintenance', one.id, 'update'), status, created_at: null },
        body: one.description || one.title,
      },
    ],
    components: [],
  };
}
