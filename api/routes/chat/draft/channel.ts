import { findChatCommands } from '../../../../db/chat/commands.ts';
import type { AppContext } from '../../../context/context.ts';
import { keepIncidentChannel } from '../../../notify/incident-channel/keep.ts';
import { literal } from '../slack/message.ts';

/**
 * Where to write about an incident, in Slack's markup: its own channel, made now if none exists, or
 * the shared one and why there is no other.
 */
export async function channelOf(
  c: AppContext,
  incidentId: string,
  isAsked = false,
): Promise<string> {
  const { deps, page } = c.var;
  const commands = await findChatCommands(deps.db, page.id);
  const shared = commands?.sharedChannel ? `Use #${commands.sharedChannel}.` : '';
  if (!commands?.makesChannels && !isAsked) return literal(shared);
  const channel = await keepIncidentChannel(deps, incidentId);
  if (channel?.channelId) {
    const problem = channel.problem ? literal(` ${channel.problem}`) : '';
    return `Channel: <#${channel.channelId}>${problem}`;
  }
  if (channel?.state === 'making') return 'The channel is being made.';
  const why = channel?.problem ?? 'Slack didn’t answer.';
  return literal(`No channel was made: ${why} ${shared}`.trim());
}
