import { getTableName, is, type SQL, sql } from 'drizzle-orm';
import { getTableConfig, SQLiteTable } from 'drizzle-orm/sqlite-core';
import * as schema from '../schema/index.ts';
import { chunksOf } from './bulk.ts';
import type { Db } from './client.ts';
import { plain, type Statement } from './write.ts';

type Value = string | number | null;
export type Row = Record<string, Value>;

/** Derived from other tables, or useless an hour later. */
const PASSING = new Set([
  'snapshot',
  'rate_limit',
  'attempt',
  'draft_presence',
  'public_text',
  'password_reset',
]);
const PARAMETERS = 16_000;

/** Tables to dump, each after those it refers to. */
export const dumpedTables: string[] = inOrder(
  Object.values(schema).filter((table) => is(table, SQLiteTable)) as SQLiteTable[], // checked by the filter
).filter((name) => !PASSING.has(name));

function inOrder(tables: SQLiteTable[]): string[] {
  const waiting = new Map(
    tables.map((table) => [
      getTableName(table),
      getTableConfig(table).foreignKeys.map((key) => getTableName(key.reference().foreignTable)),
    ]),
  );
  const order: string[] = [];
  while (waiting.size > 0) {
    const ready = [...waiting].filter(([, needs]) => needs.every((name) => !waiting.has(name)));
    if (ready.length === 0)
      throw new Error(`These tables refer to each other: ${[...waiting.keys()]}`);
    for (const [name] of ready) {
      order.push(name);
      waiting.delete(name);
    }
  }
  return order;
}

/** All rows of all tables, from one read transaction. */
export async function allRows(db: Db): Promise<{ table: string; rows: Row[] }[]> {
  const results = await db.$client.batch(
    dumpedTables.map((table) => `select * from "${table}" order by rowid`),
    'read',
  );
  return results.map(({ columns, rows }, i) => ({
    table: dumpedTables[i] ?? '',
    // The schema has text and numbers only.
    rows: rows.map((row) => Object.fromEntries(columns.map((c, at) => [c, row[at] as Value]))),
  }));
}

export async function isEmpty(db: Db): Promise<boolean> {
  const row = await db.get<{ n: number }>(
    sql`select (select count(*) from page) + (select count(*) from "user") as n`,
  );
  return row.n === 0;
}

/** Inserts dumped rows of one table. Columns are checked against the table's. */
export async function restoring(db: Db, table: string, rows: Row[]): Promise<Statement[]> {
  const known = await columnsOf(db, table);
  const byShape = Map.groupBy(rows, (row) => Object.keys(row).sort().join());
  return [...byShape.values()].flatMap((alike) => {
    const columns = Object.keys(alike[0] ?? {});
    const stranger = columns.find((column) => !known.has(column));
    if (stranger) throw new Error(`${table} has no ${stranger.slice(0, 40)} in this version`);
    return chunksOf(alike, Math.floor(PARAMETERS / columns.length)).map((some) =>
      plain(
        sql`insert or replace into ${name(table)} (${sql.join(columns.map(name), sql`, `)})
          values ${sql.join(
            some.map(
              (row) =>
                sql`(${sql.join(
                  columns.map((c) => sql`${row[c] ?? null}`),
                  sql`, `,
                )})`,
            ),
            sql`, `,
          )}`,
      ),
    );
  });
}

async function columnsOf(db: Db, table: string): Promise<Set<string>> {
  const { rows } = await db.$client.execute(`select name from pragma_table_info('${table}')`);
  return new Set(rows.map((row) => String(row.name)));
}

const name = (of: string): SQL => sql.raw(`"${of.replaceAll('"', '')}"`);
