import { type InStatement, LibsqlError, type ResultSet } from '@libsql/client';
import { type AnyColumn, type SQL, sql } from 'drizzle-orm';
import type { BatchResponse } from 'drizzle-orm/batch';
import type { Db } from './client.ts';
import {
  compile,
  decodeRows,
  type Query,
  type SqlText,
  type Statement,
  sqlText,
} from './drizzle-internals.ts';

export type { Query, Statement } from './drizzle-internals.ts';

/** SQL that no builder can express, such as an insert of named columns from a select. */
export const plain = (query: SQL): Statement => ({ toSQL: () => sqlText(query) });

/** SQL that never changes: its text is built once. */
export const constant = (query: SQL): SQL => sql.raw(sqlText(query.inlineParams()).sql);

const LOST_RETRIES = 2;

/** Every write of this product is one atomic batch. */
export const write = (db: Db, statements: readonly Statement[]): Promise<ResultSet[]> =>
  db.$client.batch(statements.map(toDriver), 'write');

const toDriver = (statement: Statement): InStatement => inDriver(statement.toSQL());

/** Drizzle has already encoded the parameters for the driver. */
const inDriver = ({ sql: text, params }: SqlText): InStatement => ({
  sql: text,
  args: params as never,
});

/** Like `write`, with queries in the same batch; returns their rows in order. */
export async function writeAndRead<const Queries extends readonly Query[]>(
  db: Db,
  statements: readonly Statement[],
  queries: Queries,
): Promise<BatchResponse<Queries>> {
  const compiled = queries.map(compile);
  const all = [...statements.map(toDriver), ...compiled.map((query) => inDriver(query.getQuery()))];
  const results = (await db.$client.batch(all, 'write')).slice(statements.length);
  const rows = compiled.map((query, i) => decodeRows(query, results[i]));
  return rows as BatchResponse<Queries>; // decoded by its own query
}

/** Runs queries in one round trip. */
type Ask = <const Queries extends readonly Query[]>(
  queries: Queries,
) => Promise<BatchResponse<Queries>>;

export const asking =
  (db: Db): Ask =>
  (queries) =>
    db.batch(queries as never) as never; // a list works like the tuple in its type

/** Queries for one batch, and how to decode their rows. Rows of later queries are ignored. */
export type Reads<T> = {
  queries: readonly Query[];
  decode: (rows: readonly unknown[]) => T;
};

export const readsOf = <const Queries extends readonly Query[], T>(
  queries: Queries,
  decode: (rows: BatchResponse<Queries>) => T,
): Reads<T> => ({
  queries,
  decode: (rows) => decode(rows.slice(0, queries.length) as BatchResponse<Queries>), // in their order
});

/** The same reads, with their result mapped. */
export const readsInto = <T, Into>(
  { queries, decode }: Reads<T>,
  into: (read: T) => Into,
): Reads<Into> => ({ queries, decode: (rows) => into(decode(rows)) });

export const readNow = async <T>(db: Db, { queries, decode }: Reads<T>): Promise<T> =>
  decode(await asking(db)(queries));

/**
 * Like `writeAndRead`, for a batch that begins with a row whose new id is unique at `mark`. After a
 * lost response the batch is sent again; a conflict at `mark` proves that it was applied, and then
 * the result is null.
 */
export async function writeOnce<const Queries extends readonly Query[]>(
  db: Db,
  mark: string,
  statements: readonly Statement[],
  queries: Queries,
): Promise<BatchResponse<Queries> | null> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await writeAndRead(db, statements, queries);
    } catch (error) {
      if (attempt > 0 && violated(error) === mark) return null;
      if (!isAnswerLost(error) || attempt === LOST_RETRIES) throw error;
      await new Promise((resume) => setTimeout(resume, 100 * (1 + Math.random())));
    }
  }
}

/** True for all errors but those the database itself reported, which are final. */
const isAnswerLost = (error: unknown): boolean =>
  !(error instanceof LibsqlError && /^(SQLITE_|CLIENT_CLOSED)/.test(error.code));

/** The unique or not-null constraint that failed the batch, as `table.column`. */
export function violated(error: unknown): string | null {
  const found = /(?:UNIQUE|NOT NULL|PRIMARY KEY) constraint failed: ([\w., ]+)/.exec(
    error instanceof Error ? error.message : '',
  );
  return found?.[1]?.trim() ?? null;
}

/**
 * The next revision, or NULL when another editor was faster: the NOT NULL constraint then fails the
 * whole batch, so a stale form is never saved in part.
 */
export const nextRevision = (column: AnyColumn, expected: number): SQL<number> =>
  sql<number>`case when ${column} = ${expected} then ${column} + 1 end`;
