import { chatWorkspaces } from '../../../db/channel/chat-workspace.ts';
import { findChatCommands } from '../../../db/chat/commands.ts';
import { newestChannelProblem } from '../../../db/chat/incident-channel.ts';
import type { Db } from '../../../db/engine/client.ts';
import { appManifest } from '../../domain/chat/manifest.ts';

export type ChatCommandSettings = {
  /** Null for a page without `/incident`. */
  stored: { makesChannels: boolean; channelName: string; sharedChannel: string } | null;
  /** Where Slack sends everything. */
  address: string;
  manifest: string;
  /** What is wrong with the channel of an open incident. */
  problem: string | null;
  workspaces: { id: string; name: string; isPaused: boolean }[];
};

/** What an owner sees who sets up commands in Slack. */
export async function readChatCommands(
  db: Db,
  pageId: string,
  baseUrl: string,
): Promise<ChatCommandSettings> {
  const [row, workspaces, problem] = await Promise.all([
    findChatCommands(db, pageId),
    chatWorkspaces(db, pageId, 'slack'),
    newestChannelProblem(db, pageId),
  ]);
  const address = `${baseUrl}/hooks/slack`;
  const { makesChannels = true, channelName = '', sharedChannel = '' } = row ?? {};
  return {
    stored: row && { makesChannels, channelName, sharedChannel },
    ...{ address, manifest: appManifest(address), problem },
    workspaces: workspaces.map(({ id, name, pausedAt }) => ({
      ...{ id, name, isPaused: pausedAt !== null },
    })),
  };
}
