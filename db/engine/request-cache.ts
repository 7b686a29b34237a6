import type { Client, InStatement, ResultSet } from '@libsql/client';
import { type Db, isOver } from './client.ts';

/**
 * The same database for the length of one request: what it has asked before is answered from what
 * came back then, until it writes. So whoever knows what a request will want asks for all of it in
 * one batch, and each function asks for its own as ever. A write that relies on rows names the
 * revision it has seen, as it must in any case.
 */
export function withRequestCache(db: Db): Db {
  const known = new Map<string, ResultSet>();
  const { $client } = db;

  async function once(
    statements: InStatement[],
    ask: () => Promise<ResultSet[]>,
  ): Promise<ResultSet[]> {
    const kept = statements.flatMap((statement) => known.get(keyOf(statement)) ?? []);
    if (kept.length === statements.length) return kept;
    if (!statements.every(isSelect)) known.clear();
    const results = await ask();
    for (const [i, result] of results.entries()) {
      const statement = statements[i];
      if (statement && isSelect(statement)) known.set(keyOf(statement), result);
    }
    return results;
  }

  const own: Pick<Client, 'execute' | 'batch'> = {
    execute: async (statement: InStatement) => {
      const [result] = await once([statement], async () => [await $client.execute(statement)]);
      return result as ResultSet; // one for one
    },
    batch: (statements, mode) =>
      once(statements as InStatement[], () => $client.batch(statements, mode)), // Drizzle's form
  };
  return isOver(Object.assign(Object.create($client) as Client, own));
}

const textOf = (statement: InStatement): string =>
  typeof statement === 'string' ? statement : statement.sql;
const isSelect = (statement: InStatement): boolean => /^\s*select\b/i.test(textOf(statement));
const keyOf = (statement: InStatement): string => JSON.stringify(statement);
