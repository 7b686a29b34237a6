import { chatWorkspaces } from '../../db/channel/chat-workspace.ts';
import { slackChannelsOf } from '../../db/channel/slack-channel.ts';
import type { Db } from '../../db/engine/client.ts';
import type { Encryption } from '../core/encryption.ts';

export type ChatSettings = {
  workspaces: {
    id: string;
    name: string;
    /** All but its last four characters are hidden; null when it can't be read. */
    token: string | null;
    pausedAt: number | null;
    pauseReason: string | null;
    channels: { channelId: string; subscriberId: string; problem: string | null }[];
  }[];
};

/** The workspaces of a page, with the channels that get updates. */
export async function readChatSettings(
  { db, encryption }: { db: Db; encryption: Encryption },
  pageId: string,
): Promise<ChatSettings> {
  const [rows, channels] = await Promise.all([
    chatWorkspaces(db, pageId, 'slack'),
    slackChannelsOf(db, pageId),
  ]);
  const workspaces = rows.map(async ({ id, name, token, pausedAt, pauseReason }) => {
    const plain = await encryption.decrypt('chat_workspace.token', token);
    return {
      ...{ id, name, pausedAt, pauseReason },
      token: plain && `${plain.slice(0, 5)}…${plain.slice(-4)}`,
      channels: channels
        .filter(({ workspaceId }) => workspaceId === id)
        .map((one) => ({
          channelId: one.channelId,
          subscriberId: one.id,
          problem: one.reason,
        })),
    };
  });
  return { workspaces: await Promise.all(workspaces) };
}
