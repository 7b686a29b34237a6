import {
  type ClaimedDirectMail,
  retryDirectMail,
  settleDirectMail,
} from '../../../../db/direct-mail/direct-mail.ts';
import { beginPost } from '../../../../db/direct-mail/post.ts';
import { type Statement, writeAndRead } from '../../../../db/engine/write.ts';
import { findSubscriber } from '../../../../db/subscriber/subscriber.ts';
import { answerFacts } from '../../../core/log.ts';
import { waitBefore } from '../../../domain/delivery/delivery.ts';
import { ADDRESS_PURPOSE } from '../../../domain/destination/purposes.ts';
import type { ChannelAnswer } from '../../port/channel.ts';
import type { SenderDeps } from '../../port/sending.ts';

/** A stranger may have named the destination, so it is not asked as often as one that subscribed. */
const MAX_TRIES = 4;

/**
 * Posts a message to a destination that has not confirmed yet, once at most: it is repeated only
 * where it cannot have arrived. Returns what ends it.
 */
export async function postNotice(
  deps: SenderDeps,
  { directMail }: ClaimedDirectMail,
  token: string,
): Promise<Statement[]> {
  const { id, pageId, to, attempts } = directMail;
  const of = { id, token };
  const settle = (state: 'done' | 'dead' | 'unknown', message: string | null) => [
    settleDirectMail(deps.db, of, { state, message }),
  ];
  if (directMail.firstSentAt !== null) return settle('unknown', 'Interrupted while it was posted.');
  const who = await findSubscriber(deps.db, pageId, { email: to });
  const stored = who?.state === 'pending' ? who.address : null;
  const address = stored && (await deps.encryption.decrypt(ADDRESS_PURPOSE, stored));
  if (!who || !address || !deps.directMailer.post) return settle('dead', 'No longer wanted.');
  const [begun] = await writeAndRead(deps.db, [], [beginPost(deps.db, of)]);
  if (begun.length === 0) return [];
  const answer = await deps.directMailer.post({ channel: who.channel, address }, directMail.text);
  if (answer.kind === 'sent') return settle('done', null);
  const { code, message } = answer;
  const mayTryAgain = isRepeatable(answer) && attempts + 1 < MAX_TRIES;
  deps.log('warn', 'confirmation not posted', {
    ...{ mail: id, channel: who.channel, next: mayTryAgain ? 'again' : 'none' },
    ...answerFacts(answer),
  });
  if (!mayTryAgain) return settle(answer.kind === 'ambiguous' ? 'unknown' : 'dead', message);
  const waitMs = answer.retryAfter ?? waitBefore(attempts + 1, Math.random());
  const next = { waitMs, attempts: attempts + 1, isSameRequest: false, code, message };
  return [retryDirectMail(deps.db, of, next)];
}

/** Never connected, or asked to come later. */
const isRepeatable = (
  answer: ChannelAnswer,
): answer is Extract<ChannelAnswer, { kind: 'refused' }> =>
  answer.kind === 'refused' &&
  answer.code !== 'blocked' &&
  (answer.status === undefined || answer.retryAfter !== undefined);
