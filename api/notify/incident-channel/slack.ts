import type { Db } from '../../../db/engine/client.ts';
import type { Config } from '../../core/config.ts';
import type { Encryption } from '../../core/encryption.ts';
import type { Log } from '../../core/log.ts';
import { MINUTE } from '../../domain/time/time.ts';
import type { SendRequest } from '../../network/outgoing/request.ts';
import { tokenErrors } from '../channels/slack/errors.ts';
import { callSlack, type SlackBody } from '../channels/slack/web-api.ts';

export type IncidentChannelDeps = {
  db: Db;
  clock: () => number;
  newId: () => string;
  encryption: Encryption;
  send: SendRequest;
  config: Pick<Config, 'slackApi' | 'baseUrl'>;
  log: Log;
};

/** A method that Slack refused: why, in a sentence, and when to try again. */
export class SlackRefusal extends Error {
  readonly code: string;
  readonly waitMs: number;

  constructor(code: string, message: string, waitMs: number) {
    super(message);
    this.code = code;
    this.waitMs = waitMs;
  }
}

const RETRY = 10 * MINUTE;
/** The scope that each method needs; Slack names it too. */
const scopes: Readonly<Record<string, string>> = {
  'conversations.create': 'channels:manage',
  'conversations.invite': 'channels:manage',
  'conversations.setTopic': 'channels:manage',
  'chat.postMessage': 'chat:write',
  'users.lookupByEmail': 'users:read.email',
};

export type CallMethod = (method: string, given: object) => Promise<SlackBody>;

/** Throws a SlackRefusal for everything but success. */
export const slackMethods =
  ({ send, config }: Pick<IncidentChannelDeps, 'send' | 'config'>, token: string): CallMethod =>
  async (method, given) => {
    const { answer, body } = await callSlack(
      { send, slackApi: config.slackApi },
      token,
      method,
      given,
    );
    if (answer.kind === 'sent') return body;
    const code = body.error ?? answer.code;
    const waits = answer.kind === 'refused' && answer.retryAfter ? answer.retryAfter : RETRY;
    throw new SlackRefusal(code, sentenceOf(code, method, body, answer.message), waits);
  };

function sentenceOf(code: string, method: string, body: SlackBody, message: string): string {
  if (code === 'missing_scope') {
    const needed = typeof body.needed === 'string' ? body.needed : scopes[method];
    return `The Slack app lacks the scope ${needed}. Add it under “OAuth & Permissions” and install the app again.`;
  }
  if (code === 'restricted_action') return 'The workspace doesn’t allow the app to do that.';
  if (code === 'ratelimited') return 'Slack asked to wait.';
  return tokenErrors[code] ?? (body.error ? `Slack says “${code}”.` : message);
}
