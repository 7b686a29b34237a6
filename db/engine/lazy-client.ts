import {
  type Client,
  type InArgs,
  type InStatement,
  LibsqlError,
  type TransactionMode,
} from '@libsql/client';

/**
 * A client of a file that cannot be opened yet. Each call tries again, and fails as if the database
 * could not be reached.
 */
export function lazyClient(open: () => Client): Client {
  let opened: Client | null = null;
  const client = (): Client => {
    try {
      opened ??= open();
      return opened;
    } catch (error) {
      const { message } = error as Error; // the driver throws its own errors
      throw new LibsqlError(message, 'SQLITE_CANTOPEN');
    }
  };
  return {
    protocol: 'file',
    get closed() {
      return opened?.closed ?? false;
    },
    execute: async (statement: InStatement, args?: InArgs) =>
      typeof statement === 'string'
        ? client().execute(statement, args)
        : client().execute(statement),
    executeMultiple: async (sql) => client().executeMultiple(sql),
    batch: async (statements: Parameters<Client['batch']>[0], mode?: TransactionMode) =>
      client().batch(statements, mode),
    migrate: async (...args) => client().migrate(...args),
    transaction: async (mode?: TransactionMode) => client().transaction(mode),
    sync: async () => client().sync(),
    reconnect: async () => opened?.reconnect(),
    close: () => opened?.close(),
  };
}
