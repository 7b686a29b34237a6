import { findChatCommands } from '../../../../db/chat/commands.ts';
import { channelFacts } from '../../../../db/chat/incident-channel.ts';
import type { AppContext } from '../../../context/context.ts';
import { errorFacts } from '../../../core/log.ts';
import { refreshIncidentChannel } from '../../../notify/incident-channel/refresh.ts';
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
  const channel = await kept(c, incidentId);
  if (channel?.channelId) {
    const problem = channel.problem ? literal(` ${channel.problem}`) : '';
    return `Channel: <#${channel.channelId}>${problem}`;
  }
  if (channel?.state === 'making') return 'The channel is being made.';
  const why = channel?.problem ?? 'Slack didn’t answer.';
  return literal(`No channel was made: ${why} ${shared}`.trim());
}

/** After an update: its topic is current at once, if it has a channel. */
export async function refreshChannel(c: AppContext, incidentId: string): Promise<void> {
  const known = await channelFacts(c.var.deps.db, incidentId);
  if (known?.channel?.channelId) await kept(c, incidentId);
}

/** What was published stays published, whatever becomes of the channel. */
async function kept({ var: { deps } }: AppContext, incidentId: string) {
  try {
    return await refreshIncidentChannel(deps, incidentId);
  } catch (error) {
    deps.log('warn', 'a channel of an incident is not up to date', errorFacts(error));
    return null;
  }
}
