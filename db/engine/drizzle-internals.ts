import type { ResultSet } from '@libsql/client';
import { fillPlaceholders, type SQL } from 'drizzle-orm';
import type { BatchItem } from 'drizzle-orm/batch';
import type { PreparedQuery } from 'drizzle-orm/session';
import { SQLiteAsyncDialect } from 'drizzle-orm/sqlite-core';

/**
 * Everything that this product uses of Drizzle beyond its documentation. Drizzle is pinned to one
 * version; after an update, drizzle-internals.test.ts names what changed.
 */

/** Parameters are as the driver takes them; those of a prepared query may be placeholders. */
export type SqlText = { sql: string; params: unknown[] };

/** Any Drizzle builder that has not run yet. */
export type Statement = { toSQL(): SqlText };

/** A builder that returns rows: a select, or a write with `returning`. */
export type Query = BatchItem<'sqlite'> & Statement & { prepare(): PreparedQuery };

/** A query whose text is made. `execute` runs it alone. */
export type Compiled = PreparedQuery & {
  execute(values: Record<string, unknown>): Promise<never>;
};

const dialect = new SQLiteAsyncDialect({ casing: 'snake_case' });

/** The text of SQL that belongs to no builder. */
export const sqlText = (query: SQL): SqlText => dialect.sqlToQuery(query);

export const compile = (query: Query): Compiled => query.prepare() as Compiled;

/** The rows of a query in the driver's answer, decoded. `true`: the answer comes from a batch. */
export const decodeRows = (query: PreparedQuery, result: ResultSet | undefined): unknown =>
  query.mapResult(result, true);

/** A compiled query with its values, as a builder: to be awaited, or put into a batch. */
export function bind(query: Compiled, values: Record<string, unknown>) {
  const { sql, params } = query.getQuery();
  const text: SqlText = { sql, params: fillPlaceholders(params, values) };
  const bound: PreparedQuery = {
    getQuery: () => text,
    mapResult: query.mapResult.bind(query),
  };
  return {
    toSQL: () => text,
    prepare: () => bound,
    _prepare: () => bound, // Drizzle's batch calls this method
    // biome-ignore lint/suspicious/noThenProperty: each builder of Drizzle can be awaited
    then: (...then: Parameters<Promise<never>['then']>) => query.execute(values).then(...then),
  };
}
