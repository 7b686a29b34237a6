import { sql } from 'drizzle-orm';
import type { Db } from './client.ts';
import { bind, type Compiled, compile, type Query } from './drizzle-internals.ts';

type Value = string | number;

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
  const known = new WeakMap<Db, Compiled[]>();
  const compileFor = (db: Db, values: Values): Compiled[] => {
    const placeholders = values.map((_, i) => sql.placeholder(`${i}`)) as never;
    return make(db, ...placeholders).map(compile);
  };
  return (db, ...values) => {
    const compiled = known.get(db) ?? compileFor(db, values);
    known.set(db, compiled);
    const named = Object.fromEntries(values.entries());
    return compiled.map((query) => bind(query, named)) as never; // one result per query
  };
}

/** The same for one query. */
export function prepared<Values extends Value[], Q extends Query>(
  make: (db: Db, ...values: Values) => Q,
): (db: Db, ...values: Values) => Prepared<Q> {
  const all = preparedAll<Values, [Q]>((db, ...values) => [make(db, ...values)]);
  return (db, ...values) => all(db, ...values)[0];
}
