import type { Deps } from '../../../context/deps.ts';
import { quiet } from '../../../notify/channels/slack/quiet.ts';
import type { ChatReply } from './message.ts';

const HOSTS = new Set(['https://hooks.slack.com', 'https://hooks.slack-gov.com']);
const ATTEMPTS = 2;
/** Slack refuses 4,000 characters and more. */
const MAX_TEXT = 3900;

/** Answers at the address that came with a request. A repeated answer does no harm. */
export async function postReply(
  { send, log, config }: Pick<Deps, 'send' | 'log' | 'config'>,
  responseUrl: string,
  { text, blocks, isForChannel = false, replaces = false }: ChatReply,
): Promise<void> {
  const origin = URL.parse(responseUrl)?.origin ?? '';
  if (!HOSTS.has(origin) && origin !== URL.parse(config.slackApi)?.origin) return;
  const body = JSON.stringify({
    ...{ response_type: isForChannel ? 'in_channel' : 'ephemeral', replace_original: replaces },
    ...{ text: text.slice(0, MAX_TEXT).toWellFormed(), ...(blocks ? { blocks } : {}), ...quiet },
  });
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const response = await send({ url: responseUrl, method: 'POST', headers, body });
    if (response.kind === 'response' && response.status < 500) {
      if (response.status >= 400)
        log('warn', 'Slack refused an answer', { status: response.status });
      return;
    }
    if (attempt === ATTEMPTS)
      log('warn', 'an answer did not reach Slack', {
        code: response.kind === 'none' ? response.code : response.status,
      });
  }
}
