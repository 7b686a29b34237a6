import { sql } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import type { ChannelName } from '../schema/index.ts';

/** Which of these channels the page has active subscribers of. */
export async function channelsInUse(
  db: Db,
  pageId: string,
  names: readonly ChannelName[],
): Promise<Set<ChannelName>> {
  const rows = await db.all<{ name: ChannelName }>(sql`select value as name
    from json_each(${JSON.stringify(names)}) where exists (select 1 from subscriber s
      where s.page_id = ${pageId} and s.channel = value and s.state = 'active')`);
  return new Set(rows.map(({ name }) => name));
}

/** Which of these channels have an active subscriber on any page, or something left to send. */
export async function channelsWithWork(
  db: Db,
  names: readonly ChannelName[],
): Promise<Set<ChannelName>> {
  const rows = await db.all<{ name: ChannelName }>(sql`select value as name
    from json_each(${JSON.stringify(names)}) where exists (select 1 from page p
      join subscriber s on s.page_id = p.id and s.channel = value and s.state = 'active')
      or exists (select 1 from chunk c where c.channel = value and c.state in ('ready', 'leased'))`);
  return new Set(rows.map(({ name }) => name));
}
