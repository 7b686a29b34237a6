import {
  chatMessageOf,
  insertChatMessage,
  saveChatMessage,
} from '../../../../db/channel/chat-message.ts';
import { SECOND } from '../../../domain/time/time.ts';
import type { OutgoingResponse } from '../../../network/outgoing/request.ts';
import type { Batch, Call, Channel, ChannelAnswer } from '../../port/channel.ts';
import {
  type ChatDeps,
  chatRetry,
  type Response,
  recorded,
  refusal,
  troubleIn,
} from '../update/chat-call.ts';
import { chatRenderer, messageFor, noAddress, payloadOf } from '../update/chat-render.ts';
import { type DiscordUpdate, discordUpdate } from './message.ts';

const UNKNOWN_MESSAGE = 10_008;

/**
 * Posts each update to Discord, and edits the first message of the incident to its current state.
 * Edits can be repeated; a message whose response was lost cannot.
 */
export function discordChannel(deps: ChatDeps): Channel {
  const call = (url: string, method: 'POST' | 'PATCH', message: object) =>
    deps.send({
      ...{ url, method, body: JSON.stringify(message) },
      headers: { 'content-type': 'application/json' },
    });

  async function deliver(
    batch: Batch,
    { request }: Pick<Call, 'request'>,
    isInterrupted: boolean,
  ): Promise<ChannelAnswer> {
    const given = await messageFor<DiscordUpdate>(deps, batch);
    if (!given) return noAddress;
    const { address, message, subscriberId } = given;
    const { id: newestNotification, incidentId } = batch.notification;
    const of = { subscriberId, incidentId };
    const first = await chatMessageOf(deps.db, of);
    if (first?.newestNotification !== newestNotification) {
      if (isInterrupted) return interrupted;
      const url = new URL(address);
      url.searchParams.set('wait', 'true');
      const response = await request(() => call(url.href, 'POST', message.news));
      const answer = answerOf(response);
      const messageId = idIn(response);
      if (answer.kind !== 'sent' || !messageId) return answer;
      const row = { ...of, messageId, firstUpdate: null, newestNotification };
      if (!first) return { ...answer, writes: [insertChatMessage(row)] };
      await saveChatMessage(deps.db, of, { newestNotification });
    }
    if (!first) return { kind: 'sent', failures: [] };
    const url = new URL(address);
    url.pathname += `/messages/${first.messageId}`;
    const response = await request(() => call(url.href, 'PATCH', message.current));
    return isDeleted(response) ? { kind: 'sent', failures: [] } : repeatable(answerOf(response));
  }
  return {
    name: 'discord',
    limits: { maxBatch: 1, maxConcurrency: 20, keyed: false, perHost: 1 },
    retry: chatRetry,
    render: chatRenderer(deps.baseUrl, discordUpdate),
    payload: (batch) => payloadOf<DiscordUpdate>(deps, batch, (message) => message.news),
    deliver: (batch, _key, call) => deliver(batch, call, false),
    recover: (batch) => deliver(batch, { request: (send) => send() }, true),
  };
}

const interrupted: ChannelAnswer = {
  kind: 'ambiguous',
  code: 'interrupted',
  message: 'Interrupted while it was posted. Discord can’t be asked whether it arrived.',
};

/** An edit without a response is made again. */
const repeatable = (answer: ChannelAnswer): ChannelAnswer =>
  answer.kind === 'ambiguous' ? { ...answer, kind: 'refused', about: 'server' } : answer;

const isDeleted = (response: OutgoingResponse): boolean =>
  response.kind === 'response' && response.status === 404 && codeIn(response) === UNKNOWN_MESSAGE;

function answerOf(response: OutgoingResponse): ChannelAnswer {
  const trouble = troubleIn(response, 'Discord');
  if (response.kind === 'none') return trouble ?? interrupted;
  if (trouble?.kind === 'refused' && trouble.retryAfter !== undefined) {
    // The body is more precise than the header.
    const seconds = Number(objectIn(response)?.retry_after);
    return seconds > 0 ? { ...trouble, retryAfter: seconds * SECOND } : trouble;
  }
  if (trouble) return trouble;
  const { status } = response;
  if (status >= 200 && status < 300) return { kind: 'sent', failures: [], ...recorded(response) };
  if (status === 404) return refusal(response, 'The Discord webhook no longer exists.', 'gone');
  if (status === 401 || status === 403)
    return refusal(response, 'Discord no longer accepts the webhook’s token.', 'gone');
  return refusal(response, 'Discord refused the message.');
}

function objectIn({ body }: Response): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' ? (value as Record<string, unknown> | null) : null;
  } catch {
    return null;
  }
}

const codeIn = (response: Response): unknown => objectIn(response)?.code;

function idIn(response: OutgoingResponse): string | null {
  const id = response.kind === 'response' ? objectIn(response)?.id : null;
  return typeof id === 'string' ? id : null;
}
