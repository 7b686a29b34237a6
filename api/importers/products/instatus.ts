import { z } from 'zod';
import type { GivenIncident, Importer } from '../port/port.ts';
import { allPages, bearer, type KeyOf, keyFor, readJson, sourceHost } from '../port/read.ts';
import { SourceError } from '../port/source-error.ts';

const product = 'Instatus';
const API = 'https://api.instatus.com';

const Page = z.object({
  id: z.string(),
  name: z.string(),
  subdomain: z.string().nullish(),
  customDomain: z.string().nullish(),
});
const Component = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().nullish(),
  status: z.string(),
  order: z.coerce.number().nullish().catch(null),
  createdAt: z.string().nullish(),
  group: z.object({ id: z.string(), name: z.string() }).nullish().catch(null),
});
const Update = z.object({
  id: z.string(),
  message: z.string().nullish(),
  status: z.string(),
  started: z.string().nullish(),
  createdAt: z.string().nullish(),
});
const Event = z.object({
  id: z.string(),
  name: z.string(),
  status: z.string(),
  impact: z.string().nullish(),
  started: z.string().nullish(),
  start: z.string().nullish(),
  resolved: z.string().nullish(),
  duration: z.coerce.number().nullish(),
  createdAt: z.string().nullish(),
  updates: z.array(Update).nullish(),
  components: z.array(z.object({ id: z.string() })).nullish(),
});
type Event = z.infer<typeof Event>;

const statuses: Record<string, string> = {
  UNDERMAINTENANCE: 'under_maintenance',
  DEGRADEDPERFORMANCE: 'degraded_performance',
  PARTIALOUTAGE: 'partial_outage',
  MINOROUTAGE: 'partial_outage',
  MAJOROUTAGE: 'major_outage',
};
const impacts: Record<string, string> = {
  DEGRADEDPERFORMANCE: 'minor',
  PARTIALOUTAGE: 'minor',
  MINOROUTAGE: 'minor',
  MAJOROUTAGE: 'major',
};
const states: Record<string, string> = {
  ...{ INVESTIGATING: 'investigating', IDENTIFIED: 'identified', MONITORING: 'monitoring' },
  ...{ RESOLVED: 'resolved', NOTSTARTEDYET: 'scheduled', INPROGRESS: 'in_progress' },
  ...{ VERIFYING: 'verifying', COMPLETED: 'completed' },
};

/** A page by the API of Instatus, named by its ID, subdomain or address. */
export const instatus: Importer = {
  name: product,
  help: { 'instatus PAGE --api-key KEY': 'the page’s ID, subdomain or address' },
  keyVariable: 'INSTATUS_API_KEY',
  place: { label: 'ID, subdomain or address of the page', example: 'acme.instatus.com' },
  key: 'An API key is needed: without one, Instatus gives only what is open now.',
  read: async ({ place, apiKey, apiUrl = API, get, say }) => {
    if (!apiKey)
      throw new SourceError(
        'Instatus wants an API key: without one, it gives only what is open now. Nothing was imported.',
      );
    const base = apiUrl.replace(/\/+$/, '');
    const access = { get, product, headers: bearer(apiKey) };
    const list = <T extends z.ZodType<{ id: string }>>(path: string, row: T) =>
      allPages(async (page) => {
        say(`Reading ${path}, page ${page} …`);
        return readJson(`${base}/${path}?per_page=100&page=${page}`, z.array(row), access);
      }, `${base}/${path}`);
    const named = sourceHost(place).toLowerCase();
    const pages = await list('v2/pages', Page);
    const page = pages.find(({ id, subdomain, customDomain }) =>
      [id, subdomain, `${subdomain}.instatus.com`, customDomain].some(
        (one) => one?.toLowerCase() === named,
      ),
    );
    if (!page)
      throw new SourceError(
        `This key has no page “${place}”. It has: ${pages.map(({ id, name }) => `${id} (${name})`).join(', ') || 'none'}.`,
      );
    const id = keyFor(product);
    const components = await list(`v2/${page.id}/components`, Component);
    const incidents = await list(`v1/${page.id}/incidents`, Event);
    const windows = await list(`v1/${page.id}/maintenances`, Event);
    const groups = new Map(
      components.flatMap(({ group }) => (group ? [[group.id, group.name]] : [])),
    );
    return {
      page: { id: id(page.id), name: page.name },
      components: [
        ...[...groups].map(([group, name], at) => ({
          ...{ id: id(group), name, status: 'operational', group: true },
          ...{ position: at + 1, created_at: null },
        })),
        ...components
          .filter((row) => !groups.has(row.id))
          .map((row) => ({
            ...{ id: id(row.id), name: row.name, position: row.order ?? 0 },
            ...{ description: row.description ?? null, created_at: row.createdAt ?? null },
            status: statuses[row.status] ?? 'operational',
            group_id: row.group ? id(row.group.id) : null,
          })),
      ],
      incidents: [
        ...incidents.map((row) => eventOf(row, id)),
        ...windows.flatMap((row) => windowOf(row, id) ?? []),
      ],
      isWhole: true,
      gaps: [
        'Instatus does not say which status a component had before an incident: uptime comes from what is published here.',
        'Subscribers are not imported. Export them there, and import the CSV file.',
      ],
    };
  },
};

function eventOf(row: Event, id: KeyOf): GivenIncident {
  const created_at = row.started ?? row.createdAt ?? null;
  const status = states[row.status] ?? row.status;
  const updates = (row.updates ?? []).map((one) => ({
    ...{ id: id(one.id), status: states[one.status] ?? one.status, body: one.message ?? '' },
    created_at: one.started ?? one.createdAt ?? created_at,
  }));
  const only = { id: id(row.id, 'first'), status, body: row.name, created_at };
  return {
    ...{ id: id(row.id), name: row.name, status, created_at, resolved_at: row.resolved ?? null },
    impact: impacts[row.impact ?? ''] ?? 'none',
    incident_updates: updates.length > 0 ? updates : [only],
    components: (row.components ?? []).map((one) => ({ id: id(one.id) })),
  };
}

function windowOf(row: Event, id: KeyOf): GivenIncident | null {
  const from = Date.parse(row.start ?? row.started ?? '');
  const until = from + (row.duration || 60) * 60_000;
  if (Number.isNaN(from) || Number.isNaN(new Date(until).getTime())) return null;
  return {
    ...eventOf({ ...row, started: row.createdAt }, id),
    ...{ impact: 'maintenance', scheduled_for: new Date(from).toISOString() },
    scheduled_until: new Date(until).toISOString(),
  };
}
