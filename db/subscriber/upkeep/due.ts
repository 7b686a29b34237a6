import { sql } from 'drizzle-orm';
import type { Db } from '../../engine/client.ts';
import { subscriberImport } from '../../schema/index.ts';
import { endedSubscriptions } from '../following/ended-incident.ts';
import { expired } from '../retention.ts';
import { quarantineNews } from './quarantined.ts';

/** Which upkeep is due, in one request, since it runs every minute. */
export async function subscriberUpkeepDue(db: Db, now: number) {
  const row = await db.get<
    Record<'expired' | 'ended' | 'imports' | 'quarantined', number>
  >(sql`select
    exists (select 1 from (${expired(now)})) as expired,
    exists (select 1 ${endedSubscriptions(now)}) as ended,
    ${quarantineNews(now)} as quarantined,
    exists (select 1 from ${subscriberImport} where ${subscriberImport.state} = 'running'
      and ${subscriberImport.leasedUntil} < ${now}) as imports`);
  return {
    ...{ expired: row.expired === 1, ended: row.ended === 1, imports: row.imports === 1 },
    quarantined: row.quarantined === 1,
  };
}
