import { getTableColumns, is } from 'drizzle-orm';
import { getTableConfig, SQLiteTable } from 'drizzle-orm/sqlite-core';
import { detailFields } from '../../../api/domain/component/details.ts';
import type { Db } from '../../../db/engine/client.ts';
import * as schema from '../../../db/schema/index.ts';
import { rows } from '../world/dump.ts';
import { NOON } from '../world/world.ts';

/** Every table that is not here is internal: new ones get canaries without a change here. */
const ALL = 'all' as const;

/**
 * Tables that readers see, with the columns they may see; and tables without a written text of the
 * team, whose columns are keys, states or addresses of readers.
 */
const OPEN: Record<string, readonly string[] | typeof ALL> = {
  page: [
    ...['name', 'base_url', 'time_zone', 'locale', 'languages', 'accent', 'logo', 'logo_url'],
    ...['support_url', 'privacy_url', 'links', 'footer', 'theme', 'frame_origins', 'id_origin'],
    // Settings with a form of their own and no text of the team.
    ...['remind_before', 'escalation', 'checklist'],
  ],
  incident: [
    ...['kind', 'audience', 'name', 'locale', 'translations', 'state', 'impact'],
    ...['impact_override', 'automation', 'zone', 'remind_before', 'series_id'],
  ],
  incident_update: [...['audience', 'state', 'body', 'locale', 'translations', 'notice', 'event']],
  component: [
    'name',
    'status',
    'group_display',
    'report',
    ...detailFields.map(({ apiName }) => apiName),
  ],
  component_interval: ALL,
  component_change: ALL,
  incident_component: ALL,
  public_text: ALL,
  maintenance_series: ALL,
  logo_file: ALL,
  snapshot: ALL,
  subscriber: ALL,
  subscription: ALL,
  suppression: ALL,
  inbound_event: ALL,
  attempt: ALL,
  rate_limit: ALL,
  idempotency: ALL,
  // Who is on the team, by ids and roles.
  member: ALL,
  session: ALL,
  incident_reader: ALL,
  // Delivery to readers: nothing internal may ever be in it, which the test reads.
  notification: ALL,
  chunk: ALL,
  lane: ALL,
  mail: ALL,
};
/** Columns of the delivery to readers, whose content must have no canary. */
export const toReaders = ['notification', 'chunk', 'mail', 'public_text', 'lane'];

/** Values with the form that the product expects. */
const shaped: Record<string, (canary: () => string) => unknown> = {
  'page.ladder': (canary) => [
    {
      ...{ key: 'SEV2', definition: canary(), example: canary(), tell: canary() },
      ...{ acknowledgeWithin: null, updateEvery: null, approval: false },
    },
  ],
  'incident.metadata': (canary) => ({ note: { [canary()]: canary() } }),
  'review.values': (canary) => ({ summary: canary(), root_cause: canary(), timeline: canary() }),
  'obligation_step.people': (canary) => [canary()],
  'review.sources': (canary) => [
    { field: 'summary', sentence: canary(), kind: 'incident', id: '', at: null },
  ],
  'runbook_version.content': (canary) => ({
    ...{ title: canary(), body: `1. ${canary()}`, componentIds: [], alertNames: [canary()] },
  }),
};

/** Values that code chooses, where it would fail with another, or shows them as they are. */
const codes: Record<string, string> = {
  'letter.state': 'done',
  'internal_update.audience': 'responders',
  'on_call_schedule.time_zone': 'Etc/UTC',
  'on_call_rotation.unit': 'week',
  'incident_role.role': 'commander',
  'hypothesis.state': 'open',
  'review.state': 'draft',
  'action_item.kind': 'action',
  'action_item.state': 'open',
};

/** Times that are left out: with them, no page shows the row. */
const absent = new Set(['runbook.archived_at']);

type Column = { name: string; type: string; notnull: number; dflt_value: string | null };
type ForeignKey = { table: string; from: string; to: string | null };

const tablesOf = async (db: Db): Promise<string[]> => {
  const found = await rows(
    db,
    "select name from sqlite_schema where type = 'table' and name not like '\\_\\_%' escape '\\' and name not like 'sqlite_%' and name not like 'public_words%'",
  );
  return found.map(({ name }) => String(name));
};
const columnsOf = async (db: Db, table: string) =>
  (await rows(db, `select * from pragma_table_info('${table}')`)) as unknown as Column[];
const keysOf = async (db: Db, table: string) =>
  (await rows(db, `select * from pragma_foreign_key_list('${table}')`)) as unknown as ForeignKey[];

const isText = ({ type }: Column): boolean => type.toLowerCase() === 'text';
/** Made by the product: people write nothing into a key. */
const isKey = (name: string): boolean => /(^|_)id$/.test(name);

const isOfIncident = (name: string): boolean => /(^|_)incident_id$/.test(name);

const snake = (name: string) => name.replaceAll(/[A-Z]/g, (mail) => `_${mail.toLowerCase()}`);

/** The columns with JSON, as `table.column`. */
const json = new Set(
  Object.values(schema)
    .filter((one) => is(one, SQLiteTable))
    .flatMap((table) =>
      Object.entries(getTableColumns(table))
        .filter(([, { dataType }]) => dataType === 'json')
        .map(([key, { keyAsName, name }]) => [
          getTableConfig(table).name,
          keyAsName ? snake(key) : name,
        ])
        .map((place) => place.join('.')),
    ),
);

/** JSON stays JSON of the same kind, so that parsing it does not fail. */
function valueLike(place: string, now: unknown, canary: () => string): string {
  if (!json.has(place)) return canary();
  const isList = typeof now === 'string' && now.trim().startsWith('[');
  return JSON.stringify(isList ? [canary()] : { [canary()]: canary() });
}

/**
 * Writes a canary into every text column that readers must not see: a new row in each table of the
 * team, one for each incident where it has one; and the internal columns of the tables that readers
 * see. `canaryOf` names the place. Returns the columns that got none.
 */
export async function plantEverywhere(
  db: Db,
  incidents: readonly { id: string; word: string }[],
  canaryOf: (place: string, word?: string) => string,
): Promise<string[]> {
  const missing: string[] = [];
  let waiting = await tablesOf(db);
  const [page] = await rows(db, 'select id from page limit 1');
  for (let tries = 0; waiting.length > 0 && tries < 10; tries++) {
    const later: string[] = [];
    for (const table of waiting) {
      const open = OPEN[table];
      if (open === ALL) continue;
      if (open) await plantInRows(table, open);
      else if (!(await plantRows(table))) later.push(table);
    }
    waiting = later;
  }
  for (const table of await tablesOf(db)) missing.push(...(await withoutCanary(table)));
  return missing;

  async function plantInRows(table: string, shown: readonly string[]) {
    const words = new Map(incidents.map(({ id, word }) => [id, word]));
    for (const column of await columnsOf(db, table)) {
      if (!isText(column) || isKey(column.name) || shown.includes(column.name)) continue;
      const place = `${table}.${column.name}`;
      const found = await rows(db, `select rowid as at, * from "${table}"`);
      for (const row of found) {
        const word = words.get(String(row.incident_id ?? row.id));
        const canary = () => canaryOf(place, word);
        const value = shaped[place]
          ? JSON.stringify(shaped[place](canary))
          : valueLike(place, row[column.name], canary);
        await set(table, column.name, value, row.at);
      }
    }
  }

  async function set(table: string, column: string, value: string, at: unknown) {
    const sql = `update "${table}" set "${column}" = ? where rowid = ?`;
    await db.$client.execute({ sql, args: [value, at as number] });
  }

  /** False where a row that it refers to is not there yet. */
  async function plantRows(table: string): Promise<boolean> {
    const columns = await columnsOf(db, table);
    const keys = new Map((await keysOf(db, table)).map((key) => [key.from, key]));
    const ofIncident = columns.some(({ name }) => isOfIncident(name));
    // What belongs to no incident is no secret of a restricted one.
    for (const { id, word } of ofIncident ? incidents : incidents.slice(-1)) {
      const values: unknown[] = [];
      for (const column of columns) {
        const { name } = column;
        const key = keys.get(name);
        if (isOfIncident(name)) values.push(id);
        else if (name === 'page_id') values.push(page?.id);
        else if (key) {
          const [row] = await rows(
            db,
            `select "${key.to ?? 'id'}" as v from "${key.table}" limit 1`,
          );
          if (!row && column.notnull) return false;
          values.push(row?.v ?? null);
        } else if (isText(column)) {
          const place = `${table}.${name}`;
          const like = column.dflt_value?.replace(/^'|'$/g, '');
          const canary = () => canaryOf(place, word);
          const own = shaped[place];
          const written = own ? JSON.stringify(own(canary)) : valueLike(place, like, canary);
          values.push(codes[place] ?? written);
        } else values.push(absent.has(`${table}.${name}`) ? null : NOON);
      }
      const names = columns.map(({ name }) => `"${name}"`).join();
      const places = columns.map(() => '?').join();
      const sql = `insert or ignore into "${table}" (${names}) values (${places})`;
      await db.$client.execute({ sql, args: values as string[] });
    }
    return true;
  }

  async function withoutCanary(table: string): Promise<string[]> {
    const open = OPEN[table];
    if (open === ALL) return [];
    const bare: string[] = [];
    const keys = new Set((await keysOf(db, table)).map(({ from }) => from));
    for (const column of await columnsOf(db, table)) {
      const { name } = column;
      const isExempt = isKey(name) || keys.has(name) || open?.includes(name);
      if (!isText(column) || isExempt || codes[`${table}.${name}`]) continue;
      const sql = `select 1 from "${table}" where "${name}" like '%canary%' limit 1`;
      if ((await rows(db, sql)).length === 0) bare.push(`${table}.${name}`);
    }
    return bare;
  }
}
