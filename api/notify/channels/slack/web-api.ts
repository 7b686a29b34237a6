import { SECOND } from '../../../domain/time/time.ts';
import type { OutgoingResponse, SendRequest } from '../../../network/outgoing/request.ts';
import type { ChannelAnswer } from '../../port/channel.ts';
import { recorded, refusal, retryAfterOf, troubleIn } from '../update/chat-call.ts';
import { busyErrors, goneErrors, tokenErrors, unclearErrors } from './errors.ts';

export type SlackBody = Record<string, unknown> & { ok?: boolean; error?: string };
type Called = { answer: ChannelAnswer; body: SlackBody };

/** Methods that take no JSON. */
const reading = new Set([
  ...['conversations.history', 'conversations.replies'],
  ...['users.info', 'users.lookupByEmail'],
]);

/** One call of Slack's Web API. Reading methods take their arguments in the address. */
export async function callSlack(
  { send, slackApi }: { send: SendRequest; slackApi: string },
  token: string,
  method: string,
  given: object,
): Promise<Called> {
  const isRead = reading.has(method);
  const query = new URLSearchParams(isRead ? Object.entries(given) : []);
  const response = await send({
    url: `${slackApi}/${method}${isRead ? `?${query}` : ''}`,
    method: isRead ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      ...(isRead ? {} : { 'content-type': 'application/json; charset=utf-8' }),
    },
    ...(isRead ? {} : { body: JSON.stringify(given) }),
  });
  const body = bodyIn(response);
  return { body, answer: answerOf(response, body) };
}

function answerOf(
  response: OutgoingResponse,
  { ok, error = 'no_answer' }: SlackBody,
): ChannelAnswer {
  const trouble = troubleIn(response, 'Slack');
  if (trouble || response.kind === 'none')
    return trouble ?? { kind: 'ambiguous', code: error, message: error };
  if (ok) return { kind: 'sent', failures: [], status: response.status };
  const facts = recorded(response);
  if (busyErrors.has(error)) {
    const message = 'Slack asked to slow down.';
    return { kind: 'refused', code: error, message, retryAfter: retryAfterOf(response), ...facts };
  }
  if (unclearErrors.has(error) || error === 'no_answer')
    return { kind: 'ambiguous', code: error, message: 'Slack answered with an error.', ...facts };
  if (error === 'service_unavailable' || error === 'team_added_to_org') {
    const message = 'Slack is unavailable.';
    return { kind: 'refused', code: error, message, retryAfter: 30 * SECOND, ...facts };
  }
  const token = tokenErrors[error];
  if (token)
    return { kind: 'refused', code: 'credential', message: token, about: 'credential', ...facts };
  const gone = goneErrors[error];
  return {
    ...refusal(response, gone ?? 'Slack refused the message.', gone ? 'gone' : undefined),
    code: error,
  };
}

function bodyIn(response: OutgoingResponse): SlackBody {
  if (response.kind === 'none') return {};
  try {
    const value: unknown = JSON.parse(response.body);
    return typeof value === 'object' && value !== null ? (value as SlackBody) : {};
  } catch {
    return {};
  }
}
