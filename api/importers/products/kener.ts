import { z } from 'zod';
import type { GivenPage, Importer, ImportFile } from '../port/port.ts';
import {
  addressIn,
  allPages,
  bearer,
  checkedBy,
  keyFor,
  readJson,
  sourceHost,
  yamlIn,
} from '../port/read.ts';
import { SourceError } from '../port/source-error.ts';
import {
  KenerComment,
  KenerEvent,
  KenerIncident,
  kenerIncident,
  kenerWindow,
  statusOfImpact,
} from './kener-events.ts';

const product = 'Kener';
/** Its list of incidents ends here, without a second page. */
const MAX_LISTED = 1000;

const Monitor = z.object({
  tag: z.string(),
  name: z.string(),
  description: z.string().nullish(),
  category_name: z.string().nullish(),
  is_hidden: z.string().nullish(),
});
type Monitor = z.infer<typeof Monitor>;
const SiteData = z.object({
  site_data: z.array(z.object({ key: z.string(), value: z.unknown() })),
});
const Listed = z.array(
  z.object({ tag: z.string(), name: z.string(), description: z.string().nullish() }),
);
const SiteFile = z.object({
  title: z.string().nullish(),
  siteName: z.string().nullish(),
  siteURL: z.string().nullish(),
});

/** Version 4 of Kener by its API; of older ones, the monitors in monitors.yaml. */
export const kener: Importer = {
  name: product,
  help: {
    'kener URL --api-key KEY': 'version 4 by its API',
    'kener DIR': 'monitors.yaml and site.yaml of an older version',
  },
  place: { label: 'Address of the page', example: 'https://status.example.com' },
  key: 'An API key is needed, made under Manage → API keys.',
  keyVariable: 'KENER_API_KEY',
  files: {
    names: /^(?:config\/)?(?:monitors|site)\.ya?ml$/,
    hint: 'monitors.yaml and site.yaml of a version before 4: monitors only',
  },
  read: async ({ place, files, apiKey, get, say }) => {
    if (files) return fromFiles(files);
    if (!apiKey) throw new SourceError('Kener wants an API key. Nothing was imported.');
    const base = addressIn(place);
    const access = { get, product, headers: bearer(apiKey) };
    const read = async <T extends z.ZodType>(path: string, schema: T) => {
      say(`Reading ${path.split('?')[0]} …`);
      return readJson(`${base}/api/v4/${path}`, schema, access);
    };
    const listed = await read('monitors', z.object({ monitors: z.array(Monitor) }));
    if (!listed)
      throw new SourceError(`There is no Kener of version 4 at ${base}. Nothing was imported.`);
    const site = await read('site', SiteData);
    const found = await read('incidents', z.object({ incidents: z.array(KenerIncident) }));
    const comments = new Map<number, KenerComment[]>();
    for (const { id } of found?.incidents ?? []) {
      const some = await read(
        `incidents/${id}/comments`,
        z.object({ comments: z.array(KenerComment) }),
      );
      comments.set(id, some?.comments ?? []);
    }
    const events = await allPages(async (page) => {
      const path = `maintenances/events?event_start_date_time=0&limit=100&page=${page}`;
      const some = await read(path, z.object({ events: z.array(KenerEvent) }));
      return (some?.events ?? []).map((event) => ({ ...event, id: event.event_id }));
    }, `${base}/api/v4/maintenances/events`);
    const id = keyFor(product, sourceHost(base));
    const incidents = found?.incidents ?? [];
    const monitors = listed.monitors.filter((one) => one.is_hidden !== 'YES');
    const nameOf = new Map(monitors.map((one) => [one.tag, one.name]));
    const named = site?.site_data.find(({ key }) => key === 'siteName' || key === 'title')?.value;
    const open = incidents.filter(({ state }) => state !== 'RESOLVED');
    const impacts = new Map(
      open.flatMap((one) => one.monitors.map(({ monitor_tag, impact }) => [monitor_tag, impact])),
    );
    const isWhole = incidents.length < MAX_LISTED;
    return {
      page: { id: id('page'), name: typeof named === 'string' ? named : sourceHost(base) },
      components: componentsOf(monitors, id, (tag) => statusOfImpact(impacts.get(tag))),
      incidents: [
        ...incidents.map((one) => kenerIncident(one, comments.get(one.id) ?? [], { id, nameOf })),
        ...events.flatMap((one) => kenerWindow(one, id) ?? []),
      ],
      isWhole,
      gaps: [
        'Kener’s minutes of downtime without an incident are not imported.',
        ...(isWhole ? [] : [`Kener lists the newest ${MAX_LISTED} incidents only.`]),
        'Hidden monitors and subscribers are not imported.',
      ],
    };
  },
};

function componentsOf(
  monitors: Monitor[],
  id: ReturnType<typeof keyFor>,
  statusOf: (tag: string) => string,
) {
  const categories = [...new Set(monitors.flatMap((one) => one.category_name || []))];
  return [
    ...categories.map((name, at) => ({
      ...{ id: id('category', name), name, status: 'operational', group: true },
      ...{ position: at + 1, created_at: null },
    })),
    ...monitors.map((one, at) => ({
      ...{ id: id('monitor', one.tag), name: one.name, position: at + 1, created_at: null },
      ...{ description: one.description ?? null, status: statusOf(one.tag) },
      group_id: one.category_name ? id('category', one.category_name) : null,
    })),
  ];
}

function fromFiles(files: readonly ImportFile[]): GivenPage {
  const read = <T extends z.ZodType>(name: string, schema: T) => {
    const file = files.find((one) => new RegExp(`(^|/)${name}\\.ya?ml$`).test(one.name));
    return file
      ? checkedBy(yamlIn(file.text, file.name, product), schema, { where: file.name, product })
      : null;
  };
  const monitors = read('monitors', Listed);
  if (!monitors) throw new SourceError('monitors.yaml is missing. Nothing was imported.');
  const site = read('site', SiteFile);
  const id = keyFor(product, site?.siteURL ? sourceHost(addressIn(site.siteURL)) : 'file');
  return {
    page: { id: id('page'), name: site?.siteName || site?.title || 'Status page' },
    components: componentsOf(monitors, id, () => 'operational'),
    incidents: [],
    isWhole: false,
    gaps: ['Files of Kener list monitors only. Incidents come with its API, from version 4 on.'],
  };
}
