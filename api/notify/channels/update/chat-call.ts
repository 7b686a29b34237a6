import type { Db } from '../../../../db/engine/client.ts';
import type { Encryption } from '../../../core/encryption.ts';
import type { Signer } from '../../../core/secret.ts';
import { SECOND } from '../../../domain/time/time.ts';
import type { OutgoingResponse, SendRequest } from '../../../network/outgoing/request.ts';
import type { ChannelAnswer } from '../../port/channel.ts';

/** Dependencies of the chat channels. */
export type ChatDeps = {
  db: Db;
  signer: Signer;
  encryption: Encryption;
  send: SendRequest;
  /** Absolute, without a trailing slash. */
  baseUrl: string;
  /** Slack's Web API. */
  slackApi: string;
};

export type Response = Extract<OutgoingResponse, { kind: 'response' }>;
export type RefusedMessage = Extract<ChannelAnswer, { kind: 'refused' }>;

/** Retries of what a service refused for now; a message that may have arrived is never repeated. */
export const chatRetry = {
  delays: [5, 15, 30, 60, 60, 120, 120, 300, 300, 600, 900, 1800, 3600, 3600, 7200, 7200].map(
    (seconds) => seconds * SECOND,
  ),
  afterLastTimeout: 'unknown',
} as const;

const DEFAULT_WAIT = 5 * SECOND;

/** From the header, in seconds. */
export function retryAfterOf({ headers }: Response): number {
  const seconds = Number(headers.get('retry-after'));
  return Number.isFinite(seconds) && seconds > 0 ? seconds * SECOND : DEFAULT_WAIT;
}

/** What is recorded of a response. */
export const recorded = ({ status, body }: Response) => ({ status, excerpt: body.slice(0, 500) });

/** The message was not taken, and never will be. */
export const refusal = (
  response: Response,
  message: string,
  about?: 'gone' | 'credential',
): RefusedMessage => ({
  ...{ kind: 'refused', code: `${response.status}`, message, ...recorded(response) },
  ...(about ? { about } : { permanent: true }),
});

/** Without a response, too fast, or with trouble of the service; null where the response decides. */
export function troubleIn(response: OutgoingResponse, service: string): ChannelAnswer | null {
  if (response.kind === 'none') {
    const { code, message, mayHaveArrived } = response;
    return mayHaveArrived
      ? { kind: 'ambiguous', code, message }
      : { kind: 'refused', code, message, about: 'server' };
  }
  const { status } = response;
  const code = `${status}`;
  const facts = recorded(response);
  if (status === 429) {
    const message = `${service} asked to slow down.`;
    return { kind: 'refused', code, message, retryAfter: retryAfterOf(response), ...facts };
  }
  if (status === 503)
    return {
      kind: 'refused',
      code,
      message: `${service} is unavailable.`,
      about: 'server',
      ...facts,
    };
  if (status >= 500)
    return { kind: 'ambiguous', code, message: `${service} answered with an error.`, ...facts };
  return null;
}
