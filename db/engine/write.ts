import { type InStatement, LibsqlError, type ResultSet } from '@libsql/client';
import { type AnyColumn, type SQL, sql } from 'drizzle-orm';
import type { BatchItem, BatchResponse } from 'drizzle-orm/batch';
import type { PreparedQuery } from 'drizzle-orm/session';
import { SQLiteAsyncDialect } from 'drizzle-orm/sqlite-core';
import type { Db } from './client.ts';

/** Any drizzle builder that has not been run yet. */
export type Statement = { toSQL(): { sql: string; params: unknown[] } };

const dialect = new SQLiteAsyncDialect({ casing: 'snake_case' });

/** SQL that no builder can say, such as an insert of named columns from a select. */
export const plain = (query: SQL): Statement => ({ toSQL: () => dialect.sqlToQuery(query) });

/** SQL that is the same each time: its text is made once. */
export const constant = (query: SQL): SQL => sql.raw(dialect.sqlToQuery(query.inlineParams()).sql);

const LOST_RETRIES = 2;

/** Every write of this product: one atomic batch. */
export const write = (db: Db, statements: readonly Statement[]): Promise<ResultSet[]> =>
  db.$client.batch(statements.map(asked), 'write');

const asked = (statement: Statement): InStatement => inDriver(statement.toSQL());

/** Drizzle has encoded each parameter into what the driver takes. */
const inDriver = ({ sql: text, params }: { sql: string; params: unknown[] }): InStatement => ({
  sql: text,
  args: params as never,
});

/** A builder whose rows are wanted: a select, or a write with `returning`. */
export type Query = BatchItem<'sqlite'> & Statement & { prepare(): PreparedQuery };

/** As `write`, and in the same batch these queries, in their order; returns their rows. */
export async function writeAndRead<const Queries extends readonly Query[]>(
  db: Db,
  statements: readonly Statement[],
  queries: Queries,
): Promise<BatchResponse<Queries>> {
  const prepared = queries.map((query) => query.prepare()); // it makes the text once, to ask and to read by
  const all = [...statements.map(asked), ...prepared.map((query) => inDriver(query.getQuery()))];
  const results = (await db.$client.batch(all, 'write')).slice(statements.length);
  const rows = prepared.map((query, i) => query.mapResult(results[i], true));
  return rows as BatchResponse<Queries>; // each is decoded by the query that it answers
}

/** How queries are put to the database: all of them in one round trip. */
export type Ask = <const Queries extends readonly Query[]>(
  queries: Queries,
) => Promise<BatchResponse<Queries>>;

export const asking =
  (db: Db): Ask =>
  (queries) =>
    db.batch(queries as never) as never; // a list is the same to it as the tuple that it wants

/**
 * As `writeAndRead`, for a batch that begins with a row whose id was made for it alone, at `mark`.
 * Where the answer of a server is lost, nobody knows whether the batch was applied: it is sent
 * again, and finding that row there says that it was. The rows it read are lost then: null.
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

/** Everything but what the database itself has said, which is final. */
const isAnswerLost = (error: unknown): boolean =>
  !(error instanceof LibsqlError && /^(SQLITE_|CLIENT_CLOSED)/.test(error.code));

/** The unique or not-null constraint that refused a batch, as `table.column`, if one did. */
export function violated(error: unknown): string | null {
  const found = /(?:UNIQUE|NOT NULL|PRIMARY KEY) constraint failed: ([\w., ]+)/.exec(
    error instanceof Error ? error.message : '',
  );
  return found?.[1]?.trim() ?? null;
}

/**
 * The next revision, or NULL when another editor was faster: the column's NOT NULL constraint then
 * refuses the whole batch, so a stale form can never be half saved.
 */
export const nextRevision = (column: AnyColumn, expected: number): SQL<number> =>
  sql<number>`case when ${column} = ${expected} then ${column} + 1 end`;
