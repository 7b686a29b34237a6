import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { ChannelName } from './channel.ts';

/** The circuit breaker of a host that fails; hosts that work have no row. Database clock, ms. */
export const hostState = sqliteTable(
  'host_state',
  {
    channel: text().$type<ChannelName>().notNull(),
    /** As in `subscriber.hostKey`. */
    hostKey: text().notNull(),
    /** Failed calls in a row. */
    failures: integer().notNull(),
    failingSince: integer().notNull(),
    /** The circuit is open until then; null while calls are tried. */
    closedUntil: integer(),
  },
  (t) => [primaryKey({ columns: [t.channel, t.hostKey] })],
);
