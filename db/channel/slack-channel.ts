import { and, asc, eq, like, ne } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import type { Statement } from '../engine/write.ts';
import { subscriber } from '../schema/index.ts';

type Of = { pageId: string; workspaceId: string; channelId?: string };

/** Stored in place of an encrypted address, since the workspace and the channel are no secret. */
const keyOf = ({ workspaceId, channelId = '' }: Of): string =>
  `slack:app:${workspaceId}:${channelId}`;

/** Subscribes a channel to the whole page, again if it left. */
export const insertSlackChannel = (
  db: Db,
  row: Required<Of> & { id: string; label: string; address: string; hostKey: string },
  at: number,
): Statement => {
  const { id, pageId, label, address, hostKey } = row;
  const active = { state: 'active', confirmedAt: at, updatedAt: at, address, hostKey } as const;
  return db
    .insert(subscriber)
    .values({
      ...{ id, pageId, label, channel: 'slack', source: 'team', email: keyOf(row) },
      ...active,
      createdAt: at,
    })
    .onConflictDoUpdate({
      target: [subscriber.pageId, subscriber.email],
      set: { ...active, quarantinedAt: null, quarantineReason: null, failingSince: null },
    });
};

/** One channel of a workspace, or all of them. */
export const leaveSlackChannels = (db: Db, of: Of, at: number): Statement[] => [
  db
    .update(subscriber)
    .set({ state: 'unsubscribed', unsubscribedAt: at, updatedAt: at })
    .where(
      and(
        eq(subscriber.pageId, of.pageId),
        of.channelId === undefined
          ? like(subscriber.email, `${keyOf(of)}%`)
          : eq(subscriber.email, keyOf(of)),
        eq(subscriber.state, 'active'),
      ),
    ),
];

/** Channels that get updates, or would if they worked. */
export async function slackChannelsOf(db: Db, pageId: string) {
  const rows = await db
    .select({ key: subscriber.email, id: subscriber.id, reason: subscriber.quarantineReason })
    .from(subscriber)
    .where(
      and(
        eq(subscriber.pageId, pageId),
        like(subscriber.email, 'slack:app:%'),
        ne(subscriber.state, 'unsubscribed'),
      ),
    )
    .orderBy(asc(subscriber.createdAt));
  return rows.map(({ key, ...row }) => {
    const [, , workspaceId = '', channelId = ''] = key.split(':');
    return { ...row, workspaceId, channelId };
  });
}
