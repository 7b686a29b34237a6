import type { Client } from '@libsql/client';

/**
 * Erased addresses must not stay in free pages of the file. SQLite forgets this setting with the
 * connection, so the first write of each one sets it.
 */
export function overwriteWhatIsDeleted(client: Client): void {
  let isSet = false;
  const set = async () => {
    if (!isSet) await client.executeMultiple('PRAGMA secure_delete = ON');
    isSet = true;
  };
  const reconnect = client.reconnect.bind(client);
  client.reconnect = async () => {
    isSet = false;
    await reconnect();
  };
  const [execute, batch] = [client.execute.bind(client), client.batch.bind(client)];
  client.execute = (async (...args: Parameters<typeof execute>) => {
    await set();
    return execute(...args);
  }) as typeof execute; // its overloads
  client.batch = async (...args: Parameters<typeof batch>) => {
    await set();
    return batch(...args);
  };
}
