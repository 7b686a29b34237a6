import { z } from 'zod';
import type { Page } from '../../../db/page/page.ts';
import { forgetAttempts } from '../../../db/subscriber/attempt.ts';
import {
  chooseByTeam,
  markAsList,
  reactivateSubscriber,
  removeByTeam,
  setSubscriberLocale,
} from '../../../db/subscriber/operator.ts';
import {
  type Choice,
  chosenComponents,
  findSubscriber,
  type Subscriber,
} from '../../../db/subscriber/subscriber.ts';
import { suppressedOf } from '../../../db/subscriber/suppression.ts';
import { notFound, Problem } from '../../core/problem.ts';
import { addressHash } from '../../core/secret.ts';
import type { Actor } from '../../domain/response/role.ts';
import type { Locale } from '../../domain/text/locale.ts';
import { addressKeys } from '../../limits/confirmation-limits.ts';
import { askForConfirmation, choiceOf, type Register, type SignUp } from './sign-up.ts';
import { saveSubscriber } from './subscriber-audit.ts';

export const Removal = z.object({
  reason: z.string().trim().max(200, 'Use at most 200 characters.').default(''),
});

/** The team adds somebody, who gets a confirmation like everybody else. */
export async function addSubscriber(
  deps: Register,
  actor: Actor,
  page: Page,
  input: SignUp,
): Promise<string> {
  const known = await findSubscriber(deps.db, page.id, { email: input.email });
  const hash = await addressHash(input.email);
  const isMailed = !(await suppressedOf(deps.db, page.id, [hash])).has(hash);
  if (known?.state === 'active' && isMailed)
    throw new Problem('conflict', 'This address is already subscribed.', {
      email: 'This address is already subscribed.',
    });
  const choice = await choiceOf(deps, page.id, input);
  await askForConfirmation(deps, page, { ...input, choice });
  const added = await findSubscriber(deps.db, page.id, { email: input.email });
  if (!added) throw notFound('subscriber');
  const forget = forgetAttempts(deps.db, await addressKeys(deps, page.id, input.email));
  await saveSubscriber(deps, { who: added, action: 'add', actor }, [forget]);
  return added.id;
}

/** Unsubscribes somebody. Their address goes after the page’s retention period. */
export async function removeSubscriber(
  deps: Register,
  actor: Actor,
  pageId: string,
  id: string,
  reason = '',
): Promise<Subscriber> {
  const who = await subscriberCalled(deps, pageId, id);
  if (who.state !== 'unsubscribed') {
    const removed = removeByTeam(deps.db, id, reason || null, deps.clock());
    await saveSubscriber(deps, { who, action: 'remove', actor }, [removed]);
  }
  return who;
}

/** Another confirmation email to somebody who has not confirmed. */
export async function resendConfirmation(
  deps: Register,
  actor: Actor,
  page: Page,
  id: string,
): Promise<Subscriber> {
  const who = await subscriberCalled(deps, page.id, id);
  if (who.channel !== 'email')
    throw new Problem('invalid', 'Only email addresses are confirmed by email.');
  const hash = await addressHash(who.email);
  const isSuppressed = (await suppressedOf(deps.db, page.id, [hash])).has(hash);
  if (who.state === 'active' && !isSuppressed)
    throw new Problem('conflict', 'This address is already confirmed.');
  const { allComponents, email, locale } = who;
  const componentIds = await chosenComponents(deps.db, id);
  const choice = { allComponents, componentIds };
  await askForConfirmation(deps, page, { email, choice, locale: locale ?? undefined });
  await saveSubscriber(deps, { who, action: 'ask', actor }, [
    forgetAttempts(deps.db, await addressKeys(deps, page.id, email)),
  ]);
  return who;
}

/** Messages go to a quarantined destination again. */
export async function reactivate(
  deps: Register,
  actor: Actor,
  pageId: string,
  id: string,
): Promise<Subscriber> {
  const who = await subscriberCalled(deps, pageId, id);
  if (who.quarantinedAt !== null)
    await saveSubscriber(deps, { who, action: 'reactivate', actor }, [
      reactivateSubscriber(deps.db, id, deps.clock()),
    ]);
  return who;
}

/** What somebody gets; their language and kinds stay. */
export async function chooseForSubscriber(
  deps: Register,
  actor: Actor,
  pageId: string,
  id: string,
  choice: Choice,
): Promise<void> {
  const who = await subscriberCalled(deps, pageId, id);
  const statements = chooseByTeam(deps.db, id, choice, deps.clock());
  await saveSubscriber(deps, { who, action: 'edit', actor }, statements);
}

/** One member of a mailing list must not unsubscribe all the others. */
export async function setMailingList(
  deps: Register,
  actor: Actor,
  pageId: string,
  id: string,
  isList: boolean,
): Promise<void> {
  const who = await subscriberCalled(deps, pageId, id);
  if (who.isList === isList) return;
  const after = { isList };
  await saveSubscriber(deps, { who, action: 'edit', actor, after }, [
    markAsList(deps.db, id, isList, deps.clock()),
  ]);
}

/** The language of what they get; null for the page’s. */
export async function setMessageLanguage(
  deps: Register,
  actor: Actor,
  pageId: string,
  id: string,
  locale: Locale | null,
): Promise<void> {
  const who = await subscriberCalled(deps, pageId, id);
  if (who.locale === locale) return;
  await saveSubscriber(deps, { who, action: 'edit', actor, after: { locale } }, [
    setSubscriberLocale(deps.db, id, locale, deps.clock()),
  ]);
}

export async function subscriberCalled(
  deps: Pick<Register, 'db'>,
  pageId: string,
  id: string,
): Promise<Subscriber> {
  const who = await findSubscriber(deps.db, pageId, { id });
  if (!who) throw notFound('subscriber');
  return who;
}
