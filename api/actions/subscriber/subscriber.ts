import { z } from 'zod';
import { type Statement, write } from '../../../db/engine/write.ts';
import { insertAudit } from '../../../db/page/page.ts';
import type { SubscriberState } from '../../../db/schema/index.ts';
import { forgetAttempts } from '../../../db/subscriber/attempt.ts';
import {
  chooseComponents,
  chosenComponents,
  confirmSubscriber,
  findSubscriber,
  leaveSubscriber,
  type Subscriber,
} from '../../../db/subscriber/subscriber.ts';
import { liftSuppression } from '../../../db/subscriber/suppression.ts';
import { idIn, isGenuine, type Purpose, tokenFor } from '../../auth/link.ts';
import { Problem } from '../../core/problem.ts';
import { addressHash } from '../../core/secret.ts';
import type { Actor } from '../../domain/response/role.ts';
import { type Locale, locales } from '../../domain/text/locale.ts';
import { addressKeys } from '../../limits/confirmation-limits.ts';
import { leftHash } from './erase.ts';
import { ChoiceInput, choiceOf, type Register } from './sign-up.ts';

export const ManageInput = ChoiceInput.extend({ locale: z.enum(locales).optional() });

/** What the manage link shows. */
export type Subscription = {
  email: string;
  state: SubscriberState;
  allComponents: boolean;
  componentIds: string[];
  locale: Locale | null;
  /** For the page where this subscription is changed. */
  manageToken: string;
};

/** The subscriber of a link; null when the link has another purpose or has expired. */
async function holderOf(
  deps: Register,
  pageId: string,
  purpose: Purpose,
  token: string,
): Promise<Subscriber | null> {
  const found = await findSubscriber(deps.db, pageId, { id: idIn(token) });
  return found && (await isGenuine(deps.signer, purpose, found, token)) ? found : null;
}

export async function openSubscription(
  deps: Register,
  pageId: string,
  purpose: Purpose,
  token: string,
): Promise<Subscription | null> {
  const who = await holderOf(deps, pageId, purpose, token);
  if (!who) return null;
  return {
    email: who.email,
    state: who.state,
    allComponents: who.allComponents,
    componentIds: await chosenComponents(deps.db, who.id),
    locale: who.locale,
    manageToken: await tokenFor(deps.signer, 'manage', who),
  };
}

export async function confirmSubscription(
  deps: Register,
  pageId: string,
  token: string,
): Promise<Subscription | null> {
  const who = await holderOf(deps, pageId, 'confirm', token);
  if (who?.state === 'pending') {
    await save(deps, who, 'confirm', [
      confirmSubscriber(deps.db, who, deps.clock()),
      forgetAttempts(deps.db, await addressKeys(deps, pageId, who.email)),
      liftSuppression(deps.db, [
        await addressHash(who.email),
        await leftHash(deps, pageId, who.email),
      ]),
    ]);
  }
  return openSubscription(deps, pageId, 'confirm', token);
}

/** Only while subscribed: after unsubscribing, people sign up and confirm again. */
export async function changeSubscription(
  deps: Register,
  pageId: string,
  token: string,
  input: z.infer<typeof ManageInput>,
): Promise<void> {
  const who = await holderOf(deps, pageId, 'manage', token);
  if (who?.state !== 'active')
    throw new Problem(
      'not_found',
      'This link has expired. Subscribe again to choose what you receive.',
    );
  const before = await chosenComponents(deps.db, who.id);
  const choice = await choiceOf(deps, pageId, input, before);
  await save(
    deps,
    who,
    'choose',
    chooseComponents(deps.db, who.id, { ...choice, locale: input.locale }, deps.clock()),
  );
}

/**
 * Unsubscribes at once; a repeated call has no effect. False for a link that is not genuine. A
 * removed subscriber's link counts as genuine.
 */
export async function unsubscribe(
  deps: Register,
  pageId: string,
  purpose: 'manage' | 'unsubscribe',
  token: string,
): Promise<boolean> {
  const who = await findSubscriber(deps.db, pageId, { id: idIn(token) });
  const holder = who ?? { pageId, id: idIn(token), epoch: 1 };
  if (!(await isGenuine(deps.signer, purpose, holder, token))) return false;
  if (who && who.state !== 'unsubscribed')
    await save(deps, who, 'leave', [leaveSubscriber(deps.db, who.id, deps.clock())]);
  return true;
}

/** One batch with its audit entry, which never holds an address. Readers see none of it. */
async function save(
  deps: Register,
  who: Subscriber,
  action: string,
  statements: Statement[],
  actor: Actor = { kind: 'system', id: who.id, name: 'subscriber', role: 'viewer' },
): Promise<void> {
  await write(deps.db, [
    ...statements,
    insertAudit(deps.db, {
      id: deps.newId(),
      pageId: who.pageId,
      at: deps.clock(),
      actor,
      action,
      subject: 'subscriber',
      subjectId: who.id,
      before: { state: who.state, allComponents: who.allComponents },
    }),
  ]);
}
