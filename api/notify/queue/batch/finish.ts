import type { ClaimedBatch } from '../../../../db/delivery/batch/claim.ts';
import { retryBatch } from '../../../../db/delivery/batch/progress.ts';
import type { Settled, Tally } from '../../../../db/delivery/batch/settle.ts';
import { splitBatch } from '../../../../db/delivery/batch/split.ts';
import { EMAIL, type Recipient } from '../../../../db/schema/index.ts';
import { answerFacts } from '../../../core/log.ts';
import {
  type Failure,
  type NextStep,
  type Outcome,
  verdict,
} from '../../../domain/delivery/delivery.ts';
import {
  defaultSchedule,
  destinationVerdict,
} from '../../../domain/delivery/destination-verdict.ts';
import type { ChannelDeps, SenderDeps } from '../../port/sending.ts';
import type { End } from '../limits/in-flight.ts';
import { isErased } from './recipients.ts';

const nobody: Tally = { sent: 0, failed: 0, suppressed: 0, unknown: 0 };

/** What to do after a call. */
export function judge(
  { channel }: ChannelDeps,
  { batch }: ClaimedBatch,
  outcome: Outcome,
): NextStep {
  const inDoubt = batch.recipientSnapshot !== null;
  const facts = { attempts: batch.attempts, inDoubt, random: Math.random() };
  const { keyed, perHost } = channel.limits;
  if (perHost === undefined) return verdict(outcome, facts);
  return destinationVerdict(outcome, { ...facts, keyed }, channel.retry ?? defaultSchedule);
}

/**
 * The outcome of an attempt, as statements. Fenced: after a lost lease nothing is written, since
 * the new holder will write.
 */
export function finish(
  deps: SenderDeps,
  of: {
    claimed: ClaimedBatch;
    recipientSnapshot: Recipient[];
    outcome: Outcome;
    next: NextStep;
    token: string;
  },
): End {
  const { claimed, recipientSnapshot, outcome, next, token } = of;
  const { batch } = claimed;
  const answer = outcome.kind === 'sent' ? null : { code: outcome.code, message: outcome.message };
  const leased = { id: batch.id, token };
  if (answer) {
    const facts = { chunk: batch.id, next: next.next, ...answerFacts(answer) };
    const what = batch.channel === EMAIL ? 'email not accepted' : 'message not accepted';
    deps.log('warn', what, {
      ...facts,
      ...(batch.channel === EMAIL ? {} : { channel: batch.channel }),
    });
  }
  switch (next.next) {
    case 'done':
      return settledEnd(claimed, recipientSnapshot, next.failures, token);
    case 'again':
      return retryBatch(deps.db, leased, {
        ...next,
        isTried: batch.channel !== EMAIL,
        code: answer?.code ?? '',
        message: answer?.message ?? '',
      });
    case 'refused':
      return recipientSnapshot.length > 1
        ? splitBatch(deps.db, leased, halvesOfBatch(deps, batch.n, recipientSnapshot))
        : settledEnd(claimed, recipientSnapshot, [{ index: 0, message: next.message }], token);
    case 'given_up': {
      const all = recipientSnapshot.map((_, index) => ({ index, message: next.message }));
      return settledEnd(claimed, recipientSnapshot, all, token);
    }
    case 'unknown':
      return unknownEnd(
        deps,
        claimed,
        recipientSnapshot,
        answer ?? { code: '', message: '' },
        token,
      );
  }
}

function settledEnd(
  { batch }: ClaimedBatch,
  recipientSnapshot: Recipient[],
  failures: Failure[],
  token: string,
): Settled {
  const left = recipientSnapshot.filter((one) => !isErased(one)).length;
  const sent = left - failures.length;
  return {
    id: batch.id,
    notificationId: batch.notificationId,
    token,
    state: sent === 0 && failures.length > 0 ? 'dead' : 'done',
    tally: {
      ...nobody,
      sent,
      failed: failures.length,
      suppressed: batch.n - left,
    },
    failures,
    code: null,
    message: failures[0]?.message ?? null,
  };
}

/** Unknown outcomes are never sent again automatically: a person decides, and sees how many there are. */
export function unknownEnd(
  deps: SenderDeps,
  { batch }: ClaimedBatch,
  recipientSnapshot: Recipient[],
  why: { code: string; message: string },
  token: string,
): Settled {
  const facts = { chunk: batch.id, ...answerFacts(why) };
  deps.log('error', 'batch delivery unconfirmed', facts);
  return {
    id: batch.id,
    notificationId: batch.notificationId,
    token,
    state: 'unknown',
    tally: {
      ...nobody,
      unknown: recipientSnapshot.length,
      suppressed: batch.n - recipientSnapshot.length,
    },
    failures: [],
    ...why,
  };
}

/** Together they count all `n`: recipients who dropped out are counted in the first half. */
function halvesOfBatch(deps: SenderDeps, n: number, recipientSnapshot: Recipient[]) {
  const ids = recipientSnapshot.map((recipient) => recipient.id);
  const first = ids.slice(0, Math.ceil(ids.length / 2));
  const second = ids.slice(first.length);
  return [
    { id: deps.newId(), recipients: first, n: n - second.length },
    { id: deps.newId(), recipients: second, n: second.length },
  ];
}
