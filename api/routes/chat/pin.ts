import { chatIncidentsOfChannel } from '../../../db/chat/incident.ts';
import type { Page } from '../../../db/page/page.ts';
import { addEvent } from '../../actions/room/event.ts';
import type { Deps } from '../../context/deps.ts';
import { plainChatText } from '../../domain/chat/chat-text.ts';
import { can } from '../../domain/response/permissions.ts';
import type { Actor } from '../../domain/response/role.ts';
import { MAX_EVENT_LENGTH } from '../../domain/room/event.ts';
import { SECOND } from '../../domain/time/time.ts';
import { chatMember } from './slack/person.ts';
import type { ChatPin } from './slack/request.ts';

/** Writes what people pinned who have no account: the owner set the channel up for that. */
const slack: Actor = { kind: 'system', id: 'slack', name: 'Slack', role: 'publisher' };

/** A message that somebody pins in the channel of an incident becomes a line of its timeline, once. */
export async function recordPin(deps: Deps, page: Page, pin: ChatPin): Promise<void> {
  const { team: teamId, channel_id: channelId, user: userId } = pin;
  const [incident] = await chatIncidentsOfChannel(deps.db, page.id, { teamId, channelId });
  if (!incident) return;
  const { ts, text, permalink } = pin.item.message;
  const message = plainChatText(text).trim() || `Pinned message ${permalink ?? ''}`.trim();
  const person = await chatMember(deps, page, { teamId, userId });
  const isWriter = 'actor' in person && can(person.actor, 'incident.respond', page);
  const room = { pageId: page.id, incidentId: incident.id };
  await addEvent(
    deps,
    isWriter ? person.actor : slack,
    room,
    {
      ...{ kind: 'communication', at: Math.floor(Number(ts) * SECOND) },
      text: message.slice(0, MAX_EVENT_LENGTH).toWellFormed(),
    },
    { key: `slack pin ${teamId} ${channelId} ${ts}`, requestHash: ts },
  );
}
