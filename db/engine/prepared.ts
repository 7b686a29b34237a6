import { fillPlaceholders, sql } from 'drizzle-orm';
import type { PreparedQuery } from 'drizzle-orm/session';
import type { Db } from './client.ts';
import type { Query } from './write.ts';

type Value = string | number;
type Made = PreparedQuery & { execute(values: Record<string, unknown>): Promise<never> };

/** A query with its values: await it, or put it into a batch. */
export type Prepared<Q extends Query> = Omit<Query, '_'> &
  Pick<Q, '_'> &
  PromiseLike<Q['_']['result']>;

/**
 * Queries that belong together, built once per database: building takes Drizzle longer than SQLite
 * needs to answer. `make` gets placeholders, which it may compare with text and number columns but
 * not inspect.
 */
export function preparedAll<Values extends Value[], const Queries extends readonly Query[]>(
  make: (db: Db, ...values: Values) => Queries,
): (db: Db, ...values: Values) => { [K in keyof Queries]: Prepared<Queries[K]> } {
  const known = new WeakMap<Db, Made[]>();
  const madeFor = (db: Db, values: Values): Made[] => {
    const placeholders = values.map((_, i) => sql.placeholder(`${i}`)) as never;
    return make(db, ...placeholders).map((query) => query.prepare() as Made);
  };
  return (db, ...values) => {
    const made = known.get(db) ?? madeFor(db, values);
    known.set(db, made);
    const named = Object.fromEntries(values.entries());
    return made.map((query) => withValues(query, named)) as never; // one result per query
  };
}

/** The same for one query. */
export function prepared<Values extends Value[], Q extends Query>(
  make: (db: Db, ...values: Values) => Q,
): (db: Db, ...values: Values) => Prepared<Q> {
  const all = preparedAll<Values, [Q]>((db, ...values) => [make(db, ...values)]);
  return (db, ...values) => all(db, ...values)[0];
}

function withValues(query: Made, values: Record<string, unknown>) {
  const { sql: text, params } = query.getQuery();
  const asked = { sql: text, params: fillPlaceholders(params, values) };
  const bound = { getQuery: () => asked, mapResult: query.mapResult.bind(query) };
  return {
    toSQL: () => asked,
    prepare: () => bound,
    _prepare: () => bound, // Drizzle's batch calls this method
    // biome-ignore lint/suspicious/noThenProperty: as each builder of Drizzle's
    then: (...then: Parameters<Promise<never>['then']>) => query.execute(values).then(...then),
  };
}
