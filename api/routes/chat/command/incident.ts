import {
  type ChatIncidentFacts,
  chatIncidentsById,
  chatIncidentsOfChannel,
  openChatIncidents,
} from '../../../../db/chat/incident.ts';
import { shortened } from '../../../../templates/markdown/cut-text.ts';
import type { AppContext } from '../../../context/context.ts';
import { Problem } from '../../../core/problem.ts';
import type { ChatIncident } from '../../../domain/chat/command.ts';
import { stateLabels } from '../../../domain/incident/incident.ts';
import type { ChatPlace } from '../slack/request.ts';

/** The incident that a command names, that of the channel, or the only one that is open. */
export async function requireChatIncident(
  c: AppContext,
  { teamId, channelId }: ChatPlace,
  named: ChatIncident,
): Promise<ChatIncidentFacts> {
  const { deps, page } = c.var;
  if (named && 'id' in named) return onlyOne(await chatIncidentsById(deps.db, page.id, named.id));
  const place = { teamId, channelId: named?.channelId ?? channelId };
  const [ofChannel] = await chatIncidentsOfChannel(deps.db, page.id, place);
  if (ofChannel) return ofChannel;
  if (named) throw new Problem('not_found', 'This channel doesn’t belong to an incident.');
  return onlyOne(await openChatIncidents(deps.db, page.id));
}

function onlyOne(found: readonly ChatIncidentFacts[]): ChatIncidentFacts {
  const [one, ...others] = found;
  if (!one)
    throw new Problem('not_found', 'There is no such open incident. Try “/incident status”.');
  if (others.length === 0) return one;
  const list = found.map((each) => describeIncident(each)).join('\n');
  throw new Problem(
    'invalid',
    `Several incidents are open. Put one of these before the text, such as “/incident note #${one.id.slice(0, 6)} …”:\n${list}`,
  );
}

/** So that a list of twenty stays below Slack’s 4,000 characters. */
const MAX_NAME = 60;

/** `#a1b2c3 Checkout fails (SEV1, Investigating)`. */
export function describeIncident({ id, name, severity, state }: ChatIncidentFacts): string {
  const facts = [severity, stateLabels[state]].filter(Boolean).join(', ');
  return `#${id.slice(0, 6)} ${shortened(name, MAX_NAME)} (${facts})`;
}
