import { and, asc, eq, isNotNull, sql } from 'drizzle-orm';
import type { Logo } from '../../api/domain/branding/logo.ts';
import type { Db } from '../engine/client.ts';
import { dbNow } from '../engine/clock.ts';
import { write } from '../engine/write.ts';
import {
  type ChannelName,
  channelState,
  directMail,
  type MailText,
  member,
  page,
  user,
} from '../schema/index.ts';

type ClosedChannel = {
  channel: ChannelName;
  since: number;
  trouble: string;
  pageId: string;
  baseUrl: string | null;
  zone: string;
  page: { name: string; logo: Logo | null; accent: string | null };
};

const idOf = (channel: ClosedChannel, owner: string): string =>
  `lane.${channel.channel}.${channel.since}.${owner}`;

/** Channels with an open circuit whose owners were not notified yet. */
export async function ownersToNotify(
  db: Db,
): Promise<(ClosedChannel & { owners: { id: string; email: string }[] })[]> {
  const rows = await db
    .select({
      channel: channelState,
      pageId: page.id,
      baseUrl: page.baseUrl,
      zone: page.timeZone,
      page: { name: page.name, logo: page.logo, accent: page.accent },
      id: user.id,
      email: user.email,
    })
    .from(channelState)
    .innerJoin(member, eq(member.role, 'owner'))
    .innerJoin(page, eq(page.id, member.pageId))
    .innerJoin(user, eq(user.id, member.userId))
    .where(
      and(
        isNotNull(channelState.closedSince),
        sql`not exists (select 1 from letter where id = 'lane.' || ${channelState.channel} || '.' || ${channelState.closedSince} || '.' || ${user.id})`,
      ),
    )
    .orderBy(asc(user.id));
  const byChannel = Map.groupBy(rows, (row) => `${row.pageId} ${row.channel.channel}`);
  return [...byChannel.values()].flatMap((some) =>
    some.slice(0, 1).map(({ channel: closed, pageId, baseUrl, zone, page }) => ({
      channel: closed.channel,
      since: closed.closedSince ?? 0,
      trouble: closed.trouble ?? '',
      pageId,
      baseUrl,
      zone,
      page,
      owners: some.map(({ id, email }) => ({ id, email })),
    })),
  );
}

export async function notifyOwners(
  db: Db,
  channel: ClosedChannel,
  owners: { id: string; email: string }[],
  mail: MailText,
  now: number,
): Promise<void> {
  await write(
    db,
    owners.map(({ id, email }) =>
      db
        .insert(directMail)
        .values({
          id: idOf(channel, id),
          pageId: channel.pageId,
          kind: 'operator',
          to: email,
          ...mail,
          dueAt: dbNow,
          createdAt: now,
        })
        .onConflictDoNothing(),
    ),
  );
}
