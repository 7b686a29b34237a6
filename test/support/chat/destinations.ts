import { Encryption } from '../../../api/core/encryption.ts';
import type { DestinationChannel } from '../../../api/domain/destination/kind.ts';
import { ADDRESS_PURPOSE } from '../../../api/domain/destination/purposes.ts';
import { slackChannelAddress } from '../../../api/domain/destination/slack.ts';
import { readPrivateHosts } from '../../../api/domain/network/private-hosts.ts';
import type { Locale } from '../../../api/domain/text/locale.ts';
import { sendFromNode } from '../../../api/network/outgoing/send.node.ts';
import { discordChannel } from '../../../api/notify/channels/discord/channel.ts';
import { TOKEN_PURPOSE } from '../../../api/notify/channels/slack/app.ts';
import { slackChannel } from '../../../api/notify/channels/slack/channel.ts';
import { teamsChannel } from '../../../api/notify/channels/teams/channel.ts';
import type { ChatDeps } from '../../../api/notify/channels/update/chat-call.ts';
import { write } from '../../../db/engine/write.ts';
import { chatWorkspace, subscriber } from '../../../db/schema/index.ts';
import { SECRET, type World } from '../mail/mail.ts';

export const encryption = new Encryption(SECRET);

const openChat = {
  slack: slackChannel,
  teams: teamsChannel,
  discord: discordChannel,
} satisfies Record<Exclude<DestinationChannel, 'webhook'>, unknown>;

/** The channels of chats, which reach loopback addresses only. */
export const chatChannels = (deps: Omit<ChatDeps, 'send' | 'encryption'>) =>
  Object.values(openChat).map((open) => open({ ...deps, encryption, send: sendToLoopback }));

export const sendToLoopback = sendFromNode({
  resolve: async () => null,
  privateHosts: readPrivateHosts('127.0.0.1'),
});

/** A confirmed subscriber that is a place in a chat. */
export async function addDestination(
  world: Pick<World, 'db' | 'pageId' | 'clock'>,
  of: { id: string; channel: string; address: string; locale?: Locale; zone?: string },
): Promise<void> {
  const at = world.clock.now - 1000;
  const { id, channel, address, locale = null, zone = null } = of;
  const row = { id, channel, locale, zone, pageId: world.pageId, email: `${channel}:${id}` };
  const stored = await encryption.encrypt(ADDRESS_PURPOSE, address);
  const times = { confirmedAt: at, createdAt: at, updatedAt: at };
  await write(world.db, [
    world.db
      .insert(subscriber)
      .values({ ...row, ...times, address: stored, hostKey: `${channel} ${id}`, state: 'active' }),
  ]);
}

/** A workspace with a token; returns the address of a channel in it. */
export async function addWorkspace(
  world: Pick<World, 'db' | 'pageId' | 'clock'>,
  { token = 'xoxb-good', channelId = 'C0STATUS' } = {},
): Promise<string> {
  const workspaceId = `workspace${channelId}`;
  await world.db.insert(chatWorkspace).values({
    ...{ id: workspaceId, pageId: world.pageId, channel: 'slack', externalId: 'T0TEAM' },
    ...{ name: 'Acme', token: await encryption.encrypt(TOKEN_PURPOSE, token) },
    createdAt: world.clock.now,
  });
  return slackChannelAddress({ workspaceId, channelId });
}
