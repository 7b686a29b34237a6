import {
  beginDirectMail,
  type ClaimedDirectMail,
  claimDirectMail,
  releaseDirectMail,
  retryDirectMail,
  settleDirectMail,
} from '../../../../db/direct-mail/direct-mail.ts';
import { type Statement, write } from '../../../../db/engine/write.ts';
import { DESTINATION_NOTICE, DIRECT_MAIL } from '../../../../db/schema/index.ts';
import { takeBackAttempts } from '../../../../db/subscriber/attempt.ts';
import { answerFacts } from '../../../core/log.ts';
import { type Outcome, verdict, waitForServer } from '../../../domain/delivery/delivery.ts';
import { addressKeys } from '../../../limits/confirmation-limits.ts';
import { CLAIMED_AT_ONCE, type SenderDeps } from '../../port/sending.ts';
import { type DomainPace, mailDomainOf } from '../limits/domain-pace.ts';
import { pause, recordOutcome, waitForPermits } from '../limits/permits.ts';
import { postNotice } from './post-notice.ts';
import type { RefusedDirectMail } from './refused-direct-mail.ts';

export type DirectMailDeps = SenderDeps & { refused: RefusedDirectMail; domains: DomainPace };

/** Sends direct mail without waiting for fan-outs: somebody is waiting for it. True when any was sent. */
export async function sendDirectMail(
  deps: DirectMailDeps,
  isStopping: () => boolean,
): Promise<boolean> {
  const token = deps.newId();
  const claimed = await claimDirectMail(deps.db, { token, holder: deps.holder }, CLAIMED_AT_ONCE);
  const isNotice = ({ directMail }: ClaimedDirectMail) => directMail.kind === DESTINATION_NOTICE;
  // Side by side, so that a slow destination delays no mail.
  const posted = Promise.all(
    claimed
      .filter(isNotice)
      .map(async (notice) => write(deps.db, await postNotice(deps, notice, token))),
  );
  posted.catch(() => {}); // thrown below, also when a mail fails first
  let ends: Statement[] = [];
  let isAnyTried = claimed.some(isNotice);
  for (const next of claimed.filter((one) => !isNotice(one))) {
    const tried = await sendOneDirectMail(deps, next, token, ends, isStopping);
    ends = tried.ends;
    isAnyTried ||= tried.isTried;
  }
  if (ends.length > 0) await write(deps.db, ends);
  await posted;
  return isAnyTried;
}

/** Writes the `ends` of the previous mails, or returns them with its own. */
async function sendOneDirectMail(
  deps: DirectMailDeps,
  claimed: ClaimedDirectMail,
  token: string,
  ends: Statement[],
  isStopping: () => boolean,
): Promise<{ ends: Statement[]; isTried: boolean }> {
  const { directMail } = claimed;
  const of = { id: directMail.id, token };
  if (claimed.keyExpired) {
    const { lastError: message } = directMail;
    const unknown = settleDirectMail(deps.db, of, { state: 'unknown', message });
    return { ends: [...ends, unknown], isTried: true };
  }
  const release = releaseDirectMail(deps.db, of); // no effect if the lease was lost
  const taken = await waitForPermits(
    deps,
    DIRECT_MAIL,
    ends,
    1,
    [beginDirectMail(deps.db, of)],
    isStopping,
  );
  // While the circuit is open the mail stays where it was, and is not claimed again at once.
  if (!taken) return { ends: [...ends, release], isTried: false };
  if (taken.begun[0]?.length !== 1) return { ends: [release], isTried: true };
  await pause(taken.permits.waits[0] ?? 0);
  const answer = await deps.directMailer.send(
    directMail,
    `v1/${directMail.pageId}/letter/${directMail.id}`,
  );
  const read = deps.refused.read(directMail.to, answer);
  const outcome = deps.domains.read(mailDomainOf(directMail.to), read, true);
  await recordOutcome(deps, taken.permits, outcome);
  return { ends: await endOf(deps, claimed, outcome, token), isTried: true };
}

async function endOf(
  deps: SenderDeps,
  { directMail }: ClaimedDirectMail,
  outcome: Outcome,
  token: string,
): Promise<Statement[]> {
  const lease = { id: directMail.id, token };
  const inDoubt = directMail.firstSentAt !== null;
  const next = verdict(outcome, { attempts: directMail.attempts, inDoubt, random: Math.random() });
  const answer =
    outcome.kind === 'sent'
      ? { code: '', message: outcome.failures[0]?.message ?? '' }
      : { code: outcome.code, message: outcome.message };
  if (outcome.kind !== 'sent') {
    const facts = { mail: directMail.id, next: next.next, ...answerFacts(answer) };
    deps.log('warn', 'email rejected', facts);
  }
  // A failure of the server does not count as an attempt at this mail.
  if (outcome.kind === 'refused' && isOfServer(outcome)) {
    const waitMs = waitForServer(outcome, Math.random());
    const { attempts } = directMail;
    return [
      retryDirectMail(deps.db, lease, { waitMs, attempts, isSameRequest: inDoubt, ...answer }),
    ];
  }
  if (next.next === 'again') return [retryDirectMail(deps.db, lease, { ...next, ...answer })];
  const failed =
    next.next === 'refused' ||
    next.next === 'given_up' ||
    (next.next === 'done' && next.failures.length > 0);
  const state = next.next === 'unknown' ? 'unknown' : failed ? 'dead' : 'done';
  const settled = settleDirectMail(deps.db, lease, { state, message: answer.message || null });
  // A confirmation that was never accepted does not count against the limit of its address.
  if (directMail.kind !== 'confirm' || (next.next !== 'refused' && next.next !== 'given_up'))
    return [settled];
  return [
    settled,
    takeBackAttempts(deps.db, await addressKeys(deps, directMail.pageId, directMail.to)),
  ];
}

const isOfServer = ({ refusesUs, about }: Extract<Outcome, { kind: 'refused' }>): boolean =>
  refusesUs === true || about === 'server' || about === 'connections';
