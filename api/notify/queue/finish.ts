import { type ClaimedChunk, retryChunk, splitChunk } from '../../../db/delivery/batch.ts';
import type { Settled, Tally } from '../../../db/delivery/settle.ts';
import type { Statement } from '../../../db/engine/write.ts';
import type { Recipient } from '../../../db/schema/index.ts';
import { answerFacts } from '../../core/log.ts';
import { type Failure, type Outcome, verdict } from '../../domain/delivery/delivery.ts';
import type { Sending } from '../port/sending.ts';

/** What is to be written: ends that many chunks have alike are written in one go. */
export type End = Settled | Statement[];

const nobody: Tally = { sent: 0, failed: 0, suppressed: 0, unknown: 0 };

/** What is to be recorded of an attempt. Fenced: a lost lease writes nothing, its new holder will. */
export function finish(
  on: Sending,
  claimed: ClaimedChunk,
  frozen: Recipient[],
  outcome: Outcome,
  token: string,
): End {
  const { chunk } = claimed;
  const inDoubt = chunk.frozen !== null;
  const facts = { attempts: chunk.attempts, inDoubt, random: Math.random() };
  const next = verdict(outcome, facts);
  const said = outcome.kind === 'sent' ? null : { code: outcome.code, message: outcome.message };
  const of = { id: chunk.id, token };
  if (said) {
    const facts = { chunk: chunk.id, next: next.next, ...answerFacts(said) };
    on.log('warn', 'mail was not taken', facts);
  }
  switch (next.next) {
    case 'done':
      return settledEnd(claimed, frozen, next.failures, token);
    case 'again':
      return retryChunk(on.db, of, {
        ...next,
        code: said?.code ?? '',
        message: said?.message ?? '',
      });
    case 'refused':
      return frozen.length > 1
        ? splitChunk(on.db, of, halvesOf(on, chunk.n, frozen))
        : settledEnd(claimed, frozen, [{ index: 0, message: next.message }], token);
    case 'given_up': {
      const all = frozen.map((_, index) => ({ index, message: next.message }));
      return settledEnd(claimed, frozen, all, token);
    }
    case 'unknown':
      return unknownEnd(on, claimed, frozen, said ?? { code: '', message: '' }, token);
  }
}

function settledEnd(
  { chunk }: ClaimedChunk,
  frozen: Recipient[],
  failures: Failure[],
  token: string,
): Settled {
  const sent = frozen.length - failures.length;
  return {
    id: chunk.id,
    notificationId: chunk.notificationId,
    token,
    state: sent === 0 && failures.length > 0 ? 'dead' : 'done',
    tally: { ...nobody, sent, failed: failures.length, suppressed: chunk.n - frozen.length },
    failures,
    code: null,
    message: failures[0]?.message ?? null,
  };
}

/** Nothing here is ever sent again by itself: a person decides, who sees how many are in doubt. */
export function unknownEnd(
  on: Sending,
  { chunk }: ClaimedChunk,
  frozen: Recipient[],
  why: { code: string; message: string },
  token: string,
): Settled {
  const facts = { chunk: chunk.id, ...answerFacts(why) };
  on.log('error', 'nobody knows whether a chunk was sent', facts);
  return {
    id: chunk.id,
    notificationId: chunk.notificationId,
    token,
    state: 'unknown',
    tally: { ...nobody, unknown: frozen.length, suppressed: chunk.n - frozen.length },
    failures: [],
    ...why,
  };
}

/** Together they account for all `n`: those who dropped out are counted with the first half. */
function halvesOf(on: Sending, n: number, frozen: Recipient[]) {
  const ids = frozen.map((recipient) => recipient.id);
  const first = ids.slice(0, Math.ceil(ids.length / 2));
  const second = ids.slice(first.length);
  return [
    { id: on.newId(), recipients: first, n: n - second.length },
    { id: on.newId(), recipients: second, n: second.length },
  ];
}
