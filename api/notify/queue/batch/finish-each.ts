import type { ClaimedBatch } from '../../../../db/delivery/batch/claim.ts';
import { retryBatch } from '../../../../db/delivery/batch/progress.ts';
import { type RestOfBatch, splitOff } from '../../../../db/delivery/batch/split.ts';
import type { Recipient } from '../../../../db/schema/index.ts';
import { answerFacts } from '../../../core/log.ts';
import {
  type Attempt,
  type AttemptStop,
  type Deferred,
  isLastAttempt,
  mayBeDelivered,
  waitForRecipient,
} from '../../../domain/delivery/attempt.ts';
import { type Failure, waitForServer } from '../../../domain/delivery/delivery.ts';
import type { SenderDeps } from '../../port/sending.ts';
import type { End } from '../limits/in-flight.ts';
import { isInDoubt } from './in-doubt.ts';
import { countUnknownAddresses } from './no-such-address.ts';
import type { OneByOne } from './one-by-one.ts';
import { isErased } from './recipients.ts';

type Rest = Omit<RestOfBatch, 'id'>;

/**
 * Records an attempt at individual recipients: counts the ones that are settled and moves the
 * others into new batches, grouped by what they wait for, each with its own attempts.
 */
export async function finishEach(
  deps: SenderDeps,
  { claimed, recipientSnapshot, attempt }: OneByOne,
  token: string,
): Promise<End> {
  const { batch } = claimed;
  const of = { id: batch.id, token };
  const { again, doubtful, failures } = sorted(attempt, batch.attempts);
  log(deps, claimed, failures, attempt);
  const rest = [
    ...untried(claimed, recipientSnapshot.slice(attempt.settled), attempt.stop),
    ...deferredRest(claimed, recipientSnapshot, again, attempt.stop),
    ...(doubtful.length > 0 ? [inDoubt(batch.attempts, recipientSnapshot, doubtful)] : []),
  ];
  const [only] = rest;
  if (only?.state === 'ready' && only.recipients.length === recipientSnapshot.length)
    return retryBatch(deps.db, of, {
      ...only,
      isSameRequest: only.recipientSnapshot !== null,
      isTried: again.length > 0,
    });

  const isOut = new Set([...again, ...doubtful].map(({ index }) => index));
  const settled = recipientSnapshot.flatMap((recipient, index) =>
    index < attempt.settled && !isOut.has(index) ? [{ ...recipient, index }] : [],
  );
  const placeOf = new Map(settled.map(({ index }, place) => [index, place]));
  const erased = settled.filter(isErased).length;
  const sent = settled.length - failures.length - erased;
  const suppressed = batch.n - recipientSnapshot.length + erased;
  return {
    id: batch.id,
    notificationId: batch.notificationId,
    token,
    state: sent === 0 && failures.length > 0 ? 'dead' : 'done',
    tally: { sent, failed: failures.length, suppressed, unknown: doubtful.length },
    failures: failures.map((failure) => ({ ...failure, index: placeOf.get(failure.index) ?? 0 })),
    code: null,
    message: failures[0]?.message ?? null,
    recipients: settled.map(({ id }) => id),
    n: settled.length + suppressed - erased,
    rest: [
      ...splitOff(
        deps.db,
        of,
        rest.map((one) => ({ ...one, id: deps.newId() })),
        again.length > 0,
      ),
      ...(await countUnknownAddresses(deps, of, settled, failures)),
    ],
  };
}

/** After the last attempt, a definite refusal is a failure, and a lost reply stays unknown. */
function sorted(attempt: Attempt, attempts: number) {
  const { deferred, failures } = attempt;
  if (!isLastAttempt(attempts)) return { again: deferred, doubtful: [], failures };
  const given = deferred.filter(({ why }) => why === 'temporary' || why === 'policy');
  return {
    again: deferred.filter(({ why }) => why === 'slow'),
    doubtful: deferred.filter(({ why }) => why === 'doubt'),
    failures: [...failures, ...given.map(({ index, message }) => ({ index, message }))],
  };
}

const untried = ({ batch }: ClaimedBatch, left: Recipient[], stop: AttemptStop | null): Rest[] =>
  left.length === 0
    ? []
    : [
        {
          state: 'ready',
          recipients: left.map(({ id }) => id),
          recipientSnapshot: isInDoubt(batch) ? left : null,
          waitMs: stop ? waitForServer(stop, Math.random()) : 0,
          attempts: batch.attempts,
          code: stop?.code ?? '',
          message: stop?.message ?? '',
          refusedAt: batch.refusedAt,
        },
      ];

function deferredRest(
  { batch }: ClaimedBatch,
  recipientSnapshot: Recipient[],
  deferred: readonly Deferred[],
  stop: AttemptStop | null,
): Rest[] {
  const byReason = Map.groupBy(
    deferred,
    (one) => `${one.why} ${mayBeDelivered(one)} ${one.waitMs !== undefined}`,
  );
  return [...byReason.values()].map((some) => {
    const [first] = some as [Deferred]; // no group is empty
    const { why } = first;
    const recipients = some.map(({ index }) => recipientSnapshot[index] as Recipient); // in range
    // Recipients behind a slow server were not tried, so this was no attempt.
    const attempts = why === 'slow' ? 0 : batch.attempts;
    const least = Math.max(...some.map(({ waitMs = 0 }) => waitMs));
    const own = Math.max(waitForRecipient(attempts, Math.random()), Math.round(least));
    return {
      state: 'ready',
      recipients: recipients.map(({ id }) => id),
      recipientSnapshot: mayBeDelivered(first) ? recipients : null,
      // After the recipients who were not tried yet: their outcomes show whether the rule is about the
      // recipient.
      waitMs: Math.max(own, stop && why === 'policy' ? waitForServer(stop, 1) : 0),
      attempts: why === 'slow' ? batch.attempts : attempts + 1,
      code: some.at(-1)?.code ?? '',
      message: some.at(-1)?.message ?? '',
      refusedAt: refusedAt(why, batch.refusedAt),
    };
  });
}

function refusedAt(why: Deferred['why'], before: number | null): number | null {
  if (why === 'slow') return before;
  return why === 'policy' ? (before ?? Date.now()) : null;
}

const inDoubt = (
  attempts: number,
  recipientSnapshot: Recipient[],
  doubtful: readonly Deferred[],
): Rest => {
  const recipients = doubtful.map(({ index }) => recipientSnapshot[index] as Recipient); // in range
  const { code = '', message = '' } = doubtful.at(-1) ?? {};
  return {
    state: 'unknown',
    recipients: recipients.map(({ id }) => id),
    recipientSnapshot: recipients,
    waitMs: 0,
    attempts,
    code,
    message,
    refusedAt: null,
  };
};

function log(
  deps: SenderDeps,
  { batch, notification }: ClaimedBatch,
  failures: readonly Failure[],
  { stop, deferred }: Attempt,
): void {
  const of = { chunk: batch.id, notification: notification.id };
  const put = stop ?? deferred.findLast(({ why }) => why !== 'slow');
  if (put) {
    const facts = { ...of, deferred: deferred.length, ...answerFacts(put) };
    deps.log('warn', 'email not accepted', facts);
  }
  const [first] = failures;
  if (first) {
    const facts = { ...of, people: failures.length, reason: first.message };
    deps.log('warn', 'delivery to recipients failed', facts);
  }
}
