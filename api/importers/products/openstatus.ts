import { z } from 'zod';
import type { GivenIncident, Importer } from '../port/port.ts';
import { addressIn, type KeyOf, keyFor, readJson, SourceKey, sourceHost } from '../port/read.ts';
import { SourceError } from '../port/source-error.ts';

const product = 'OpenStatus';
const API = 'https://api.openstatus.dev';

const Page = z.object({
  id: SourceKey,
  title: z.string(),
  slug: z.string(),
  customDomain: z.string().nullish(),
  monitors: z
    .array(
      z.union([z.number(), z.object({ monitorId: z.number() }).transform((one) => one.monitorId)]),
    )
    .nullish(),
});
const Monitor = z.object({
  id: z.number(),
  name: z.string(),
  externalName: z.string().nullish(),
  description: z.string().nullish(),
});
const About = { title: z.string(), monitorIds: z.array(z.number()).nullish(), pageId: SourceKey };
const Report = z.object({
  ...{ ...About, id: SourceKey, status: z.string() },
  statusReportUpdateIds: z.array(SourceKey).nullish(),
});
const Update = z.object({
  id: SourceKey,
  status: z.string(),
  date: z.string(),
  message: z.string(),
});
const Maintenance = z.object({
  ...{ ...About, id: SourceKey, message: z.string().nullish() },
  ...{ from: z.string(), to: z.string() },
});

/** A page by version 1 of the API of OpenStatus, named by its ID, slug or address. */
export const openStatus: Importer = {
  name: product,
  help: { 'openstatus PAGE --api-key KEY': 'the page’s ID, slug or address' },
  place: { label: 'ID, slug or address of the page', example: 'acme.openstatus.dev' },
  key: 'An API key is needed: OpenStatus gives nothing without one.',
  keyVariable: 'OPENSTATUS_API_KEY',
  read: async ({ place, apiKey, apiUrl = API, get, say }) => {
    if (!apiKey) throw new SourceError('OpenStatus wants an API key. Nothing was imported.');
    const base = `${addressIn(apiUrl).replace(/\/v1$/, '')}/v1`;
    const access = { get, product, headers: { 'x-openstatus-key': apiKey } };
    const list = async <T extends z.ZodType>(path: string, row: T) => {
      say(`Reading ${path} …`);
      return (await readJson(`${base}/${path}`, z.array(row), access)) ?? [];
    };
    const pages = await list('page', Page);
    const page = pageNamedIn(pages, sourceHost(addressIn(place)).toLowerCase());
    if (!page)
      throw new SourceError(
        `This key has no page “${place}”. It has: ${pages.map((one) => `${one.id} (${one.slug})`).join(', ') || 'none'}.`,
      );
    const id = keyFor(product, page.id);
    const monitors = await list('monitor', Monitor);
    const order = page.monitors ?? [];
    const shown = order.length > 0 ? monitors.filter((one) => order.includes(one.id)) : monitors;
    const isOurs = ({ pageId }: { pageId: string | number }) => String(pageId) === String(page.id);
    const reports = (await list('status_report', Report)).filter(isOurs);
    const windows = (await list('maintenance', Maintenance)).filter(isOurs);
    const incidents: GivenIncident[] = [];
    for (const report of reports) {
      say(`Reading status report ${incidents.length + 1} of ${reports.length} …`);
      const updates: z.infer<typeof Update>[] = [];
      for (const one of report.statusReportUpdateIds ?? []) {
        const update = await readJson(`${base}/status_report_update/${one}`, Update, access);
        if (update) updates.push(update);
      }
      incidents.push(incidentOf(report, updates, id));
    }
    return {
      page: { id: id('page'), name: page.title },
      components: shown.map((one, at) => ({
        ...{ id: id('monitor', one.id), name: one.externalName || one.name, created_at: null },
        ...{ description: one.description ?? null, status: 'operational' },
        position: order.length > 0 ? order.indexOf(one.id) + 1 : at + 1,
      })),
      incidents: [...incidents, ...windows.map((one) => windowOf(one, id))],
      isWhole: true,
      gaps: [
        'OpenStatus gives no impact and no status of its monitors: incidents are imported as minor, and components as operational.',
        ...(order.length > 0
          ? []
          : ['It does not say which monitors the page shows: all of the key are imported.']),
        'Subscribers and results of checks are not imported.',
      ],
    };
  },
};

const pageNamedIn = (pages: z.infer<typeof Page>[], named: string) =>
  pages.find(({ id, slug, customDomain }) =>
    [String(id), slug, `${slug}.openstatus.dev`, customDomain ?? ''].some(
      (one) => one !== '' && one.toLowerCase() === named,
    ),
  );

const componentsOf = (row: { monitorIds?: number[] | null | undefined }, id: KeyOf) =>
  (row.monitorIds ?? []).map((one) => ({ id: id('monitor', one) }));

function incidentOf(
  row: z.infer<typeof Report>,
  updates: z.infer<typeof Update>[],
  id: KeyOf,
): GivenIncident {
  const oldestFirst = updates.toSorted((a, b) => a.date.localeCompare(b.date));
  const created_at = oldestFirst[0]?.date ?? null;
  const only = {
    id: id('report', row.id, 'first'),
    status: row.status,
    body: row.title,
    created_at,
  };
  return {
    ...{
      id: id('report', row.id),
      name: row.title,
      status: row.status,
      impact: 'minor',
      created_at,
    },
    incident_updates:
      oldestFirst.length === 0
        ? [only]
        : oldestFirst.map((one) => ({
            ...{ id: id('update', one.id), status: one.status, body: one.message },
            created_at: one.date,
          })),
    components: componentsOf(row, id),
  };
}

function windowOf(row: z.infer<typeof Maintenance>, id: KeyOf): GivenIncident {
  const now = Date.now();
  const isOver = Date.parse(row.to) <= now;
  const status = isOver ? 'completed' : Date.parse(row.from) <= now ? 'in_progress' : 'scheduled';
  const created_at = isOver ? row.from : null;
  return {
    ...{
      id: id('maintenance', row.id),
      name: row.title,
      status,
      impact: 'maintenance',
      created_at,
    },
    ...{ scheduled_for: row.from, scheduled_until: row.to },
    incident_updates: [
      { id: id('maintenance', row.id, 'text'), status, created_at, body: row.message || row.title },
    ],
    components: componentsOf(row, id),
  };
}
