import { z } from 'zod';
import { listComponents } from '../../../db/component/component.ts';
import { write } from '../../../db/engine/write.ts';
import { findIncident } from '../../../db/incident/incident.ts';
import type { Page } from '../../../db/page/page.ts';
import { type Limit, takeAttempts } from '../../../db/subscriber/attempt.ts';
import {
  type ConfirmationRate,
  confirmationStatements,
} from '../../../db/subscriber/confirmation.ts';
import { askStatements, type Choice, findSubscriber } from '../../../db/subscriber/subscriber.ts';
import { confirmMail } from '../../../templates/email/confirm.ts';
import { untilTime } from '../../../templates/email/when.ts';
import { linkFor } from '../../auth/link.ts';
import { Problem, refused } from '../../core/problem.ts';
import { addressHash, type Signer } from '../../core/secret.ts';
import { EmailAddress } from '../../domain/delivery/address.ts';
import { isClosed } from '../../domain/incident/incident.ts';
import { addressOf } from '../../domain/page/address.ts';
import { readers } from '../../domain/page/scope.ts';
import { detailChoices, kindChoices } from '../../domain/subscriber/preferences.ts';
import { type Locale, locales } from '../../domain/text/locale.ts';
import { HOUR } from '../../domain/time/time.ts';
import { isZone } from '../../domain/time/zone.ts';
import { addressLimits, confirmationRates } from '../../limits/confirmation-limits.ts';
import type { ProxyWarnings } from '../../limits/proxy-warnings.ts';
import { networksOf } from '../../network/address.ts';
import type { Publisher } from '../commit.ts';

/** Dependencies of the subscriber actions. */
export type Register = Pick<Publisher, 'db' | 'clock' | 'newId' | 'wake'> & {
  signer: Signer;
  config: { baseUrl: string };
};

export const ChoiceInput = z.object({
  /** `incident`: only that one, until it is over. */
  scope: z.enum(['all', 'some', 'incident']).default('all'),
  incident: z.string().max(40).optional(),
  kinds: z.enum(kindChoices).optional(),
  detail: z.enum(detailChoices).optional(),
  /** One checkbox is sent as a string, none as nothing. Ids of components and groups. */
  components: z.preprocess(
    (value) => [value ?? []].flat().flatMap((ids) => String(ids).split(' ').filter(Boolean)),
    z.array(z.string().max(40)).max(1000),
  ),
});
/** How messages are written. */
const MessageSettings = {
  /** Their language; the page's own if absent. */
  locale: z.enum(locales).optional(),
  /** The zone of times in them; empty for the page’s. */
  zone: z
    .string()
    .refine((zone) => zone === '' || isZone(zone), 'Choose a time zone from the list.')
    .optional(),
};
export const PreferencesInput = ChoiceInput.extend(MessageSettings);
export const SignUp = PreferencesInput.extend({ email: EmailAddress });
export type SignUp = z.infer<typeof SignUp>;

/** Sign-ups per hour from one network, narrowest first; see `networksOf`. */
const PER_NETWORK = [5, 15, 30];

/**
 * Requests a subscription for an address. The steps and the answer are the same for known and unknown
 * addresses. A confirmation is sent only when one is allowed and needed.
 */
export async function askToSubscribe(
  deps: Register & { proxyWarnings: ProxyWarnings },
  page: Page,
  input: SignUp,
  ip: string,
): Promise<void> {
  const choice = { ...(await choiceOf(deps, page.id, input)), zone: input.zone || null };
  const asksOfNetwork = await countNetwork(deps, page, ip, input.locale);
  const { email } = input;
  await askForConfirmation(deps, page, {
    ...input,
    choice,
    limits: await addressLimits(deps, page.id, email),
    paces: await confirmationRates(deps, page.id, { email, asksOfNetwork }),
  });
}

/** Throws with a time in the message; the sentence is translated later. */
export async function countNetwork(
  deps: Register & { proxyWarnings: ProxyWarnings },
  page: Page,
  ip: string,
  locale?: Locale,
): Promise<number> {
  const now = deps.clock();
  const networks = networksOf(ip);
  const limits = await Promise.all(
    networks.map(async (network, i) => ({
      key: `sign-up:${await deps.signer.sign('network', network)}`,
      limit: PER_NETWORK[i] ?? 0,
      window: HOUR,
    })),
  );
  const taken = await takeAttempts(deps.db, limits, now);
  if (taken.until === null) return taken.count;
  deps.proxyWarnings.limited(networks[0] ?? '');
  const time = untilTime(taken.until, page.timeZone, now, locale);
  throw new Problem('too_many', `Too many sign-ups from your network. Try again after ${time}.`);
}

/** Without limits, a confirmation is queued in any case where one is needed. */
export async function askForConfirmation(
  deps: Register,
  page: Page,
  ask: {
    email: string;
    choice: Choice;
    locale?: Locale | undefined;
    limits?: Limit[];
    paces?: ConfirmationRate[];
  },
): Promise<void> {
  const { email, choice, locale = null } = ask;
  const now = deps.clock();
  const known = await findSubscriber(deps.db, page.id, { email });
  const who = { pageId: page.id, id: known?.id ?? deps.newId(), epoch: known?.epoch ?? 1 };
  const hash = await addressHash(email);
  const at = { signer: deps.signer, baseUrl: addressOf(page, deps.config.baseUrl) };
  const named = locale === page.locale ? null : locale;
  const link = await linkFor(at, 'confirm', who, named);
  const mail = await confirmMail({
    locale: locale ?? page.locale,
    page: { ...page, url: `${at.baseUrl}/${named ?? ''}` },
    link,
  });
  await write(deps.db, [
    ...askStatements(deps.db, {
      id: who.id,
      pageId: page.id,
      email,
      addressHash: hash,
      choice,
      locale,
      now,
    }),
    ...confirmationStatements(
      {
        to: { ...who, addressHash: hash },
        mail: { id: deps.newId(), pageId: page.id, kind: 'confirm', to: email, ...mail },
        limits: ask.limits ?? [],
        rates: ask.paces ?? [],
        always: !ask.limits,
      },
      now,
    ),
  ]);
  deps.wake();
}

/**
 * `before` holds the components of an existing subscription. The form does not list the archived ones
 * of them, so they stay; where there are no others, none need be chosen.
 */
export async function choiceOf(
  deps: Pick<Register, 'db'>,
  pageId: string,
  input: z.infer<typeof ChoiceInput>,
  before: readonly string[] = [],
): Promise<Choice> {
  const { kinds, detail } = input;
  if (input.scope === 'all') return { allComponents: true, componentIds: [], kinds, detail };
  if (input.scope === 'incident') {
    const incident = await findIncident(deps.db, pageId, input.incident ?? '');
    if (!incident || incident.audience !== readers || isClosed(incident.state))
      throw new Problem('invalid', 'This incident is over. Choose what you’d like to hear of.');
    return { allComponents: false, componentIds: [incident.id], detail };
  }
  const known = new Map((await listComponents(deps.db, pageId)).map((one) => [one.id, one]));
  const asked = new Set(input.components);
  const chosen = [...asked].filter((id) => {
    const { groupId = null } = known.get(id) ?? {};
    return known.has(id) && !(groupId !== null && asked.has(groupId));
  });
  const archived = before.filter((id) => !known.has(id));
  const hasOnlyArchived = archived.length > 0 && archived.length === before.length;
  if (chosen.length === 0 && !hasOnlyArchived)
    throw refused({ components: 'Choose at least one component, or “All components”.' });
  return { allComponents: false, componentIds: [...chosen, ...archived], kinds, detail };
}
