import type { Call, ChannelAnswer } from '../../port/channel.ts';
import { type ChatDeps, recorded, refusal, troubleIn } from '../update/chat-call.ts';
import { goneErrors } from './errors.ts';
import type { SlackMessage } from './message.ts';
import { quiet } from './quiet.ts';

/** One message for each update: incoming webhooks can neither edit nor reply. */
export async function postToWebhook(
  { send }: Pick<ChatDeps, 'send'>,
  url: string,
  message: SlackMessage,
  { request }: Pick<Call, 'request'>,
): Promise<ChannelAnswer> {
  const response = await request(() =>
    send({
      url,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...message, ...quiet }),
    }),
  );
  const trouble = troubleIn(response, 'Slack');
  if (trouble) return trouble;
  if (response.kind === 'none') throw new Error('no response is trouble');
  const { status, body } = response;
  if (status >= 200 && status < 300) return { kind: 'sent', failures: [], ...recorded(response) };
  const error = body.trim();
  const isGone = status === 403 || status === 404 || status === 410;
  if (goneErrors[error] || isGone)
    return refusal(response, goneErrors[error] ?? 'The Slack webhook no longer works.', 'gone');
  return refusal(response, 'Slack refused the message.');
}
