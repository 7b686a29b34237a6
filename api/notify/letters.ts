import type { Turn } from '../../db/lane.ts';
import {
  beginLetter,
  type ClaimedLetter,
  claimLetters,
  releaseLetter,
  retryLetter,
  settleLetter,
} from '../../db/letter.ts';
import { verdict } from '../domain/delivery.ts';
import { automatic } from './compose.ts';
import type { Mail } from './mailer.ts';
import { CLAIMED_AT_ONCE, type Sending } from './sending.ts';
import { learn, waitForTurn } from './turn.ts';

/** Letters wait for nobody's fan-out: somebody sits before the inbox. True when there was any. */
export async function sendLetters(on: Sending, isStopping: () => boolean): Promise<boolean> {
  const token = on.newId();
  const k = on.claimedAtOnce ?? CLAIMED_AT_ONCE;
  const claimed = await claimLetters(on.db, { token, holder: on.holder }, k);
  for (const next of claimed) {
    const turn = await waitForTurn(on, 'letter', isStopping);
    if (turn) await sendLetter(on, turn, next, token);
    else await releaseLetter(on.db, { id: next.letter.id, token });
  }
  return claimed.length > 0;
}

async function sendLetter(
  on: Sending,
  turn: Turn,
  { letter, keyExpired }: ClaimedLetter,
  token: string,
): Promise<void> {
  const of = { id: letter.id, token };
  if (keyExpired) {
    await settleLetter(on.db, of, { state: 'unknown', message: letter.lastError });
    return;
  }
  if (!(await beginLetter(on.db, of))) return;
  const mail: Mail = {
    pageId: letter.pageId,
    id: letter.id,
    to: letter.to,
    from: on.from,
    subject: letter.subject,
    html: letter.html,
    text: letter.text,
    headers: automatic,
  };
  const outcome = await on.mailer.send([mail], `v1/${letter.pageId}/letter/${letter.id}`);
  const inDoubt = letter.firstSentAt !== null;
  const next = verdict(outcome, { attempts: letter.attempts, inDoubt, random: Math.random() });
  const said =
    outcome.kind === 'sent'
      ? { code: '', message: outcome.failures[0]?.message ?? '' }
      : { code: outcome.code, message: outcome.message };
  if (next.next === 'again') await retryLetter(on.db, of, { ...next, ...said });
  else {
    const failed =
      next.next === 'refused' ||
      next.next === 'given_up' ||
      (next.next === 'done' && next.failures.length > 0);
    const state = next.next === 'unknown' ? 'unknown' : failed ? 'dead' : 'done';
    await settleLetter(on.db, of, { state, message: said.message || null });
  }
  await learn(on, turn, outcome);
  if (outcome.kind !== 'sent')
    on.log('warn', 'a letter was not taken', { letter: letter.id, next: next.next, ...said });
}
