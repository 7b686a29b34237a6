import { z } from 'zod';
import type { GivenIncident, Importer } from '../port/port.ts';
import {
  addressIn,
  allPages,
  bearer,
  type KeyOf,
  keyFor,
  readJson,
  SourceKey,
  sourceHost,
  utc,
} from '../port/read.ts';
import { SourceError } from '../port/source-error.ts';

const product = 'Cachet';

/** Version 2 has `1` or `"1"`; version 3 has `{ human, value }`. */
const Code = z
  .union([z.coerce.number(), z.object({ value: z.coerce.number() }).transform((one) => one.value)])
  .nullish();
/** Version 2 has a text; version 3 has `{ human, string }`. */
const When = z
  .union([z.string(), z.object({ string: z.string().nullish() }).transform((one) => one.string)])
  .nullish();

const fields = {
  id: SourceKey,
  name: z.string(),
  message: z.string().nullish(),
  description: z.string().nullish(),
  status: Code,
  order: z.coerce.number().nullish().catch(null),
  group_id: SourceKey.nullish(),
  component_id: SourceKey.nullish(),
  visible: z.unknown().optional(),
  enabled: z.unknown().optional(),
  created_at: When,
  created: When,
  occurred_at: When,
  occurred: When,
  scheduled_at: When,
  scheduled: When,
  completed_at: When,
  completed: When,
};
const Update = z.object({ ...fields, name: z.string().optional() });
const Row = z.object({ ...fields, updates: z.array(Update).nullish() });
type Row = z.infer<typeof Row>;
type Update = z.infer<typeof Update>;

const Old = z.object({ data: z.array(Row) });
const Reference = z.object({ type: z.string(), id: SourceKey });
const Related = z.object({ data: z.union([z.array(Reference), Reference, z.null()]).optional() });
const New = z.object({
  data: z.array(
    z.object({
      id: SourceKey,
      attributes: Row.partial({ id: true }),
      relationships: z.record(z.string(), Related).nullish(),
    }),
  ),
  included: z
    .array(z.object({ type: z.string(), id: SourceKey, attributes: Update.partial({ id: true }) }))
    .nullish(),
});

const componentStatuses = [
  ...['operational', 'operational', 'degraded_performance', 'partial_outage', 'major_outage'],
  ...['operational', 'under_maintenance'],
];
const incidentStates = ['investigating', 'investigating', 'identified', 'monitoring', 'resolved'];
const windowStates = ['scheduled', 'in_progress', 'completed'];

/** The API of Cachet 2 (`/api/v1`) or 3 (`/api`). */
export const cachet: Importer = {
  name: product,
  help: {
    'cachet URL': 'Cachet 2 or 3; only what visitors see is read, also with a key',
  },
  place: { label: 'Address of the page', example: 'https://status.example.com' },
  key: 'Needs a token if the API requires one.',
  read: async ({ place, apiKey, get, say }) => {
    const base = addressIn(place);
    const rawPage = <T extends z.ZodType>(url: string, schema: T) =>
      readJson(url, schema, { get, product, headers: bearer(apiKey) });
    const isNew = (await rawPage(`${base}/api/v1/components?page=1`, Old)) === null;
    const read = (path: string) => {
      const [old, young = old] = path.split('|');
      const api = isNew ? `${base}/api/${young}` : `${base}/api/v1/${old}`;
      return allPages(async (page) => {
        say(`Reading ${old}, page ${page} …`);
        const url = `${api}${api.includes('?') ? '&' : '?'}per_page=100&page=${page}`;
        return isNew ? newRows(await rawPage(url, New)) : ((await rawPage(url, Old))?.data ?? null);
      }, api);
    };
    const id = keyFor(product, sourceHost(base));
    const components = await read('components|components?include=group');
    if (isNew && (await rawPage(`${base}/api/components?page=1`, New)) === null)
      throw new SourceError(`There is no Cachet at ${base}. Nothing was imported.`);
    const groups = await read('components/groups|component-groups');
    const incidents = await read('incidents|incidents?include=updates,components');
    const windows = await read('schedules|schedules?include=updates,components');
    return {
      page: { id: id('page'), name: sourceHost(base) },
      components: [
        ...groups.map((row) => ({
          ...{ id: id('group', row.id), name: row.name, status: 'operational', group: true },
          ...{ position: row.order ?? 0, created_at: madeAt(row) },
        })),
        ...components.map((row) => ({
          ...{ id: id('component', row.id), name: row.name, created_at: madeAt(row) },
          ...{ description: row.description ?? null, position: row.order ?? 0 },
          status: componentStatuses[row.status ?? 1] ?? 'operational',
          group_id: row.group_id ? id('group', row.group_id) : null,
        })),
      ],
      incidents: [
        ...incidents.map((row) => incidentOf(row, id)),
        ...windows.flatMap((row) => windowOf(row, id) ?? []),
      ],
      isWhole: true,
      gaps: [
        'Cachet gives no impact: incidents are imported as minor. Its times are read as UTC.',
        'Metrics, subscribers and users are not imported. Import subscribers as CSV.',
      ],
    };
  },
};

/** Rows of version 3 in the shape of version 2. */
function newRows(answer: z.infer<typeof New> | null): Row[] | null {
  if (!answer) return null;
  const included = new Map(
    (answer.included ?? []).map((one) => [
      `${one.type} ${one.id}`,
      { ...one.attributes, id: one.id },
    ]),
  );
  return answer.data.map(({ id, attributes, relationships }) => {
    const of = (name: string) => [relationships?.[name]?.data ?? []].flat();
    const updates = of('updates').flatMap((one) => included.get(`${one.type} ${one.id}`) ?? []);
    return {
      ...attributes,
      id,
      group_id: of('group')[0]?.id ?? attributes.group_id,
      component_id: of('components')[0]?.id ?? attributes.component_id,
      updates,
    };
  });
}

const utcOf = (text: string | null | undefined): string | null => (text ? utc(text) : null);
const madeAt = (row: Update | Row): string | null => utcOf(row.created_at ?? row.created);

function incidentOf(row: Row, id: KeyOf): GivenIncident {
  const stateOf = (code: number | null | undefined) => incidentStates[code ?? 1] ?? 'investigating';
  const began = utcOf(row.occurred_at ?? row.occurred) ?? madeAt(row);
  const updates = row.updates ?? [];
  const first = updates.length > 0 ? 'investigating' : stateOf(row.status);
  const newest = updates
    .toSorted((a, b) => (madeAt(a) ?? '').localeCompare(madeAt(b) ?? ''))
    .at(-1);
  return {
    ...{ id: id('incident', row.id), name: row.name, impact: 'minor', created_at: began },
    status: newest ? stateOf(newest.status) : stateOf(row.status),
    incident_updates: [
      {
        ...{ id: id('incident', row.id, 'first'), status: first, created_at: began },
        body: row.message || row.name,
      },
      ...updates.map((one) => ({
        ...{ id: id('update', one.id), status: stateOf(one.status) },
        ...{ created_at: madeAt(one) ?? began, body: one.message ?? '' },
      })),
    ],
    components: row.component_id ? [{ id: id('component', row.component_id) }] : [],
  };
}

/** A window without an end lasts an hour, since ours have one. */
function windowOf(row: Row, id: KeyOf): GivenIncident | null {
  const from = utcOf(row.scheduled_at ?? row.scheduled);
  if (!from || Number.isNaN(Date.parse(from))) return null;
  const until = utcOf(row.completed_at ?? row.completed) ?? '';
  const hour = new Date(Date.parse(from) + 3_600_000).toISOString();
  const status = windowStates[row.status ?? 0] ?? 'scheduled';
  const created_at = madeAt(row);
  return {
    ...{ id: id('schedule', row.id), name: row.name, status, impact: 'maintenance', created_at },
    ...{
      scheduled_for: from,
      scheduled_until: Date.parse(until) > Date.parse(from) ? until : hour,
    },
    incident_updates: [
      { id: id('schedule', row.id, 'first'), status, created_at, body: row.message || row.name },
    ],
    components: row.component_id ? [{ id: id('component', row.component_id) }] : [],
  };
}
