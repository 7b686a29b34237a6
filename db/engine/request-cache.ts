import type { Client, InStatement, ResultSet } from '@libsql/client';
import { type Db, drizzleOver } from './client.ts';
import { isSelect } from './retry/select.ts';

/**
 * The database for one request: a query that ran before is answered from its first result, until
 * the first write. So one batch can load what a request needs. Writes check revisions, as always.
 */
export function withRequestCache(db: Db): Db {
  const known = new Map<string, ResultSet>();
  const { $client } = db;

  async function answeredFromCache(
    statements: InStatement[],
    ask: () => Promise<ResultSet[]>,
  ): Promise<ResultSet[]> {
    const cached = statements.flatMap((statement) => known.get(keyOf(statement)) ?? []);
    if (cached.length === statements.length) return cached;
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
      const [result] = await answeredFromCache([statement], async () => [
        await $client.execute(statement),
      ]);
      return result as ResultSet; // one result per statement
    },
    batch: (statements, mode) =>
      answeredFromCache(statements as InStatement[], () => $client.batch(statements, mode)), // in Drizzle's form
  };
  return drizzleOver(Object.assign(Object.create($client) as Client, own));
}

const keyOf = (statement: InStatement): string => JSON.stringify(statement);
