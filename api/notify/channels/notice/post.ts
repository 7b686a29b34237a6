import type { DestinationChannel } from '../../../domain/destination/kind.ts';
import type { NoticeParts } from '../../../domain/destination/notice.ts';
import { SECOND } from '../../../domain/time/time.ts';
import type { SendRequest } from '../../../network/outgoing/request.ts';
import type { DirectMailer } from '../../port/channel.ts';
import { webhookAnswer } from '../webhook/answer.ts';
import { noticeBodies } from './bodies.ts';

/** Confirmations of other people wait meanwhile. */
const TIMEOUT = 5 * SECOND;

/** Posts the JSON of `NoticeParts` in the form that the channel takes. */
export const noticePoster =
  (send: SendRequest): NonNullable<DirectMailer['post']> =>
  async ({ channel, address }, parts) => {
    const bodyOf = noticeBodies[channel as DestinationChannel];
    const body = JSON.stringify(bodyOf(JSON.parse(parts) as NoticeParts));
    const headers = { 'content-type': 'application/json' };
    return webhookAnswer(await send({ url: address, headers, body, timeoutMs: TIMEOUT }), address);
  };
