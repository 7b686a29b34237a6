import type { Client, InStatement } from '@libsql/client';

/**
 * Erased addresses must not stay in free pages of the file. SQLite forgets this setting with the
 * connection, which the driver replaces at times, so each write sets it.
 */
export function overwriteWhatIsDeleted(client: Client): void {
  const set = () => client.executeMultiple('PRAGMA secure_delete = ON');
  const [execute, batch] = [client.execute.bind(client), client.batch.bind(client)];
  client.execute = (async (...args: Parameters<typeof execute>) => {
    if (!isRead(args[0])) await set();
    return execute(...args);
  }) as typeof execute; // its overloads
  client.batch = async (...args: Parameters<typeof batch>) => {
    if (args[1] === 'write') await set();
    return batch(...args);
  };
}

const isRead = (statement: InStatement | string): boolean =>
  /^\s*select\b/i.test(typeof statement === 'string' ? statement : statement.sql);
