import type { Db } from '../../db/engine/client.ts';

/** From here on, what is put to this database; returns what has been asked since the last look. */
export function listening({ $client }: Pick<Db, '$client'>): () => string[][] {
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

/** A file here, it is taken for a server from here on: there a trip is felt, and much is asked at once. */
export const farAway = ({ $client }: Pick<Db, '$client'>): void => {
  Object.defineProperty($client, 'protocol', { value: 'http' });
};
