import type { z } from 'zod';
import { EMAIL, type SubscriberState } from '../../../db/schema/index.ts';
import { forgetAttempts } from '../../../db/subscriber/attempt.ts';
import { countRecentMessages } from '../../../db/subscriber/following/recent-messages.ts';
import {
  chooseComponents,
  chosenComponents,
  confirmSubscriber,
  findSubscriber,
  type Subscriber,
} from '../../../db/subscriber/subscriber.ts';
import { liftSuppression } from '../../../db/subscriber/suppression.ts';
import { idIn, isGenuine, type Purpose, tokenFor } from '../../auth/link.ts';
import type { Encryption } from '../../core/encryption.ts';
import { Problem } from '../../core/problem.ts';
import { addressHash } from '../../core/secret.ts';
import { isListAddress } from '../../domain/subscriber/list-address.ts';
import type { Preferences } from '../../domain/subscriber/preferences.ts';
import { shownAddress } from '../../domain/subscriber/standing.ts';
import type { Locale } from '../../domain/text/locale.ts';
import { keysOfSubscriber } from '../../limits/confirmation-limits.ts';
import { leftHash } from './erase.ts';
import { choiceOf, type PreferencesInput, type Register } from './sign-up.ts';
import { nextSecret } from './signing-secret.ts';
import { asSubscriber, saveSubscriber } from './subscriber-audit.ts';

/** What the manage link shows. */
export type Subscription = {
  email: string;
  state: SubscriberState;
  allComponents: boolean;
  componentIds: string[];
  locale: Locale | null;
  kinds: Preferences['kinds'];
  detail: Preferences['detail'];
  zone: string | null;
  /** One member of a list can’t unsubscribe all others: leaving is confirmed by email. */
  isList: boolean;
  /** Messages of the last 30 days that fit these choices. */
  recent: number;
  /** Other than a mailbox: its owner sees what was sent to it. */
  hasDeliveries: boolean;
  /** For the page where this subscription is changed. */
  manageToken: string;
  /** Signs the messages of a webhook that was confirmed just now; it can’t be read again. */
  secret?: string | undefined;
  /** Its contact has confirmed; the channel whose destination was asked just now. */
  postedTo?: string | undefined;
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
  const who =
    (await holderOf(deps, pageId, purpose, token)) ??
    (purpose === 'unsubscribe' ? await holderOf(deps, pageId, 'leave-list', token) : null) ??
    (purpose === 'confirm' ? await holderOf(deps, pageId, 'confirm-contact', token) : null);
  if (!who) return null;
  return {
    email: shownAddress(who),
    state: who.state,
    allComponents: who.allComponents,
    componentIds: await chosenComponents(deps.db, who.id),
    locale: who.locale,
    ...{ kinds: who.kinds, detail: who.detail, zone: who.zone },
    isList: isListOf(who),
    recent: await countRecentMessages(deps.db, who, deps.clock()),
    hasDeliveries: who.channel !== EMAIL,
    manageToken: await tokenFor(deps.signer, 'manage', who),
  };
}

export async function confirmSubscription(
  deps: Register & { encryption: Encryption },
  pageId: string,
  token: string,
): Promise<Subscription | null> {
  const who = await holderOf(deps, pageId, 'confirm', token);
  if (who?.state !== 'pending') return openSubscription(deps, pageId, 'confirm', token);
  const now = deps.clock();
  const signing = who.channel === 'webhook' ? await nextSecret(deps, who.id, now) : null;
  await saveSubscriber(deps, { who, action: 'confirm', actor: asSubscriber(who) }, [
    confirmSubscriber(deps.db, who, now),
    ...(signing?.statements ?? []),
    forgetAttempts(deps.db, await keysOfSubscriber(deps, pageId, who)),
    liftSuppression(deps.db, [
      await addressHash(who.email),
      await leftHash(deps, pageId, who.email),
    ]),
  ]);
  const subscription = await openSubscription(deps, pageId, 'confirm', token);
  return subscription && { ...subscription, secret: signing?.secret };
}

/** Only while subscribed: after unsubscribing, people sign up and confirm again. */
export async function changeSubscription(
  deps: Register,
  pageId: string,
  token: string,
  input: z.infer<typeof PreferencesInput>,
): Promise<void> {
  const who = await holderOf(deps, pageId, 'manage', token);
  if (who?.state !== 'active')
    throw new Problem(
      'not_found',
      'This link has expired. Subscribe again to choose what you receive.',
    );
  const before = await chosenComponents(deps.db, who.id);
  const choice = await choiceOf(deps, pageId, input, before);
  await saveSubscriber(
    deps,
    { who, action: 'choose', actor: asSubscriber(who) },
    chooseComponents(
      deps.db,
      who.id,
      {
        ...choice,
        locale: input.locale,
        zone: input.zone === undefined ? undefined : input.zone || null,
      },
      deps.clock(),
    ),
  );
}

/** Whether several people read the mailbox, as marked by the team or by its name. */
export const isListOf = ({ channel, email, isList }: Subscriber): boolean =>
  channel === EMAIL && (isList || isListAddress(email));
