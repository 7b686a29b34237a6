import { write } from '../../../db/engine/write.ts';
import { forgetAttempts, takeAttempt, takeBackAttempts } from '../../../db/subscriber/attempt.ts';
import { takeAccountAttempt } from '../../../db/team/sign-in.ts';
import { personOfChallenge, renewChallenge } from '../../../db/team/two-factor.ts';
import { deviceOf } from '../../auth/device.ts';
import { readCode } from '../../auth/recovery-codes.ts';
import type { Caller } from '../../auth/session.ts';
import { answerChallenge, challengeIn } from '../../auth/two-factor.ts';
import { Problem } from '../../core/problem.ts';
import { MINUTE, SECOND } from '../../domain/time/time.ts';
import { record, type SignInDeps, signedIn } from './sign-in.ts';

/** A code of the app is valid for 90 seconds, and only once. */
const REUSE = { limit: 1, window: 2 * MINUTE };

/** The sign-in that waits for a code in this browser. It expires ten minutes after the password. */
export async function waitingSignIn(deps: SignInDeps, caller: Caller) {
  const challenge = await challengeIn(deps, caller);
  // better-auth wrote its end with this clock
  const person = challenge && (await personOfChallenge(deps.db, challenge, Date.now()));
  return challenge && person ? { challenge, ...person } : null;
}

/**
 * Finishes a sign-in with a code; null when it has expired. After five wrong codes the next ones
 * must wait, up to five minutes. Browsers that signed in before have counts of their own.
 */
export async function enterCode(
  deps: SignInDeps,
  pageId: string,
  caller: Caller,
  typed: string,
): Promise<string[] | null> {
  const waiting = await waitingSignIn(deps, caller);
  if (!waiting) return null;
  const { challenge, id, email } = waiting;
  const code = readCode(typed);
  if (code.value === '-') throw refusedCode('Enter the code.');
  const device = await deviceOf(deps, caller.cookie, email);
  const key = `two-factor:${id}${device ? `:${device}` : ''}`;
  await refuseTooMany(deps, key);
  const used = `two-factor-used:${await deps.signer.sign('code', id, code.value)}`;
  if ((await takeAttempt(deps.db, { key: used, ...REUSE }, deps.clock())) !== null)
    throw refusedCode('This code was already used. Wait for the next one in your app.');
  await write(deps.db, [renewChallenge(deps.db, challenge)]);
  const answer = await answerChallenge(deps, caller, code);
  if (typeof answer === 'object') {
    await write(deps.db, [forgetAttempts(deps.db, [key])]);
    return signedIn(deps, pageId, caller, email, answer.cookies);
  }
  await write(deps.db, [takeBackAttempts(deps.db, [used])]);
  if (answer === 'ended') return null;
  if (answer === 'failed') throw failed();
  await record(deps, pageId, caller, email, 'sign-in refused', 'wrong code');
  throw refusedCode(
    code.kind === 'app'
      ? 'Incorrect code. Enter the code your app shows now, and check that your phone’s clock is right.'
      : 'Incorrect code. Codes from your app have 6 digits. A recovery code works once.',
  );
}

const refusedCode = (code: string): Problem =>
  new Problem('invalid', 'You’re not signed in yet.', { code });

async function refuseTooMany(deps: SignInDeps, key: string): Promise<void> {
  const now = deps.clock();
  const next = await takeAccountAttempt(deps.db, key, now);
  if (next === null) return;
  const seconds = Math.max(1, Math.ceil((next - now) / SECOND));
  throw new Problem(
    'too_many',
    `Too many incorrect codes. Try again in ${seconds === 1 ? '1 second' : `${seconds} seconds`}.`,
  );
}

const failed = (): Problem =>
  new Problem(
    'unavailable',
    'Your code couldn’t be checked. Try again in a minute. If it keeps failing, ask an owner to turn off two-factor authentication for you.',
  );
