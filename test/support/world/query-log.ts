import type { Db } from '../../../db/engine/client.ts';

/** Records the statements sent to this database; each call returns those since the last call. */
export function recordQueries({ $client }: Pick<Db, '$client'>): () => string[][] {
  let asked: string[][] = [];
  const { execute, batch } = $client;
  const textOf = (statement: unknown) =>
    typeof statement === 'string' ? statement : (statement as { sql: string }).sql; // Drizzle's form
  $client.execute = (...args: unknown[]) => {
    asked.push([textOf(args[0])]);
    return execute.apply($client, args as never);
  };
  $client.batch = (statements, mode) => {
    asked.push(statements.map(textOf));
    return batch.call($client, statements, mode);
  };
  return () => {
    const since = asked;
    asked = [];
    return since;
  };
}

/** Treats a file database as a server from here on: round trips count, and statements are batched. */
export const treatAsServer = ({ $client }: Pick<Db, '$client'>): void => {
  Object.defineProperty($client, 'protocol', { value: 'http' });
};
