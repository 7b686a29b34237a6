import { sql } from 'drizzle-orm';

/** The database's clock, UTC ms, on which all processes agree for leases and schedules. */
export const dbNow = sql<number>`cast(unixepoch('subsec') * 1000 as integer)`;
