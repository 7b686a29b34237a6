import { sql } from 'drizzle-orm';

/** The database's own clock, UTC ms: leases and schedules of several processes agree on it. */
export const dbNow = sql<number>`cast(unixepoch('subsec') * 1000 as integer)`;
