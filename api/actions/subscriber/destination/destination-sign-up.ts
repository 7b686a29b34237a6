import { z } from 'zod';
import { write } from '../../../../db/engine/write.ts';
import { findPage, type Page } from '../../../../db/page/page.ts';
import { DESTINATION_NOTICE } from '../../../../db/schema/index.ts';
import { confirmationStatements } from '../../../../db/subscriber/confirmation.ts';
import {
  askStatements,
  findSubscriber,
  type Subscriber,
} from '../../../../db/subscriber/subscriber.ts';
import { confirmNotice } from '../../../../templates/chat/confirm-notice.ts';
import { confirmMail } from '../../../../templates/email/confirm.ts';
import { linkFor } from '../../../auth/link.ts';
import type { Encryption } from '../../../core/encryption.ts';
import { addressHash } from '../../../core/secret.ts';
import { EmailAddress } from '../../../domain/delivery/address.ts';
import { destinationChannels, hasSecretAddress } from '../../../domain/destination/kind.ts';
import type { NoticeParts } from '../../../domain/destination/notice.ts';
import { ADDRESS_PURPOSE } from '../../../domain/destination/purposes.ts';
import type { OutgoingRules } from '../../../domain/network/destination.ts';
import { addressOf } from '../../../domain/page/address.ts';
import type { Locale } from '../../../domain/text/locale.ts';
import {
  addressLimits,
  confirmationRates,
  destinationLimits,
  hostRates,
} from '../../../limits/confirmation-limits.ts';
import type { ProxyWarnings } from '../../../limits/proxy-warnings.ts';
import { choiceOf, countNetwork, PreferencesInput, type Register } from '../sign-up.ts';
import { destinationRow } from './destination-row.ts';

type Deps = Register & {
  encryption: Encryption;
  outgoingRules: OutgoingRules;
  proxyWarnings: ProxyWarnings;
};

export const DestinationSignUp = PreferencesInput.extend({
  channel: z.enum(destinationChannels),
  address: z.string(),
  contactEmail: z.preprocess(
    (value) => (typeof value === 'string' && value.trim() === '' ? null : value),
    EmailAddress.nullable().default(null),
  ),
});

/**
 * A stranger asks for messages to a webhook or a chat. Whoever reads the one message that is posted
 * there confirms; a contact confirms by email first, and alone where the address is a secret. The
 * answer is the same whatever is known of it.
 */
export async function askToSubscribeDestination(
  deps: Deps,
  page: Page,
  input: z.infer<typeof DestinationSignUp>,
  ip: string,
): Promise<void> {
  const { contactEmail, locale } = input;
  const { email, host, row } = await destinationRow(deps, input);
  const choice = { ...(await choiceOf(deps, page.id, input)), zone: input.zone || null };
  const asksOfNetwork = await countNetwork(deps, page, ip, locale);
  const now = deps.clock();
  const known = await findSubscriber(deps.db, page.id, { email });
  const who = { pageId: page.id, id: known?.id ?? deps.newId(), epoch: known?.epoch ?? 1 };
  const hash = await addressHash(email);
  const limits = await destinationLimits(deps, page.id, email);
  const rates = await hostRates(deps, page.id, host);
  const message = await confirmation(deps, page, { ...who, email, row, locale });
  const ofContact = contactEmail && {
    limits: await addressLimits(deps, page.id, contactEmail),
    rates: await confirmationRates(deps, page.id, { email: contactEmail, asksOfNetwork }),
  };
  const isPostedLater = ofContact && !hasSecretAddress(row.channel);
  await write(deps.db, [
    ...askStatements(deps.db, {
      ...{ id: who.id, pageId: page.id, email, addressHash: hash, choice, now },
      ...{ locale: locale ?? null, destination: row },
    }),
    ...confirmationStatements(
      {
        to: { ...who, addressHash: contactEmail ? await addressHash(contactEmail) : hash },
        mail: { id: deps.newId(), pageId: page.id, ...message },
        // What is posted after the contact has confirmed is counted then.
        limits: [...(isPostedLater ? [] : limits), ...(ofContact ? ofContact.limits : [])],
        rates: [...(isPostedLater ? [] : rates), ...(ofContact ? ofContact.rates : [])],
        always: false,
      },
      now,
    ),
  ]);
  deps.wake();
}

/** Its contact has confirmed: now the destination is asked, by a message that is posted there. */
export async function askDestination(deps: Deps, who: Subscriber): Promise<void> {
  const page = await findPage(deps.db, who.pageId);
  const address = who.address && (await deps.encryption.decrypt(ADDRESS_PURPOSE, who.address));
  if (!page || !address) return;
  const { channel, contactEmail } = who;
  const row = { channel, label: who.label ?? '', contactEmail, isPosted: true };
  const message = await confirmation(deps, page, { ...who, row, locale: who.locale ?? undefined });
  const statements = confirmationStatements(
    {
      to: { ...who, addressHash: await addressHash(who.email) },
      mail: { id: deps.newId(), pageId: page.id, ...message },
      limits: await destinationLimits(deps, page.id, who.email),
      rates: await hostRates(deps, page.id, new URL(address).hostname),
      always: false,
    },
    deps.clock(),
  );
  await write(deps.db, statements);
  deps.wake();
}

/** The email to the contact, or what is posted to the destination. */
async function confirmation(
  deps: Deps,
  page: Page,
  to: {
    id: string;
    epoch: number;
    email: string;
    row: { channel: string; label: string; contactEmail: string | null; isPosted?: boolean };
    locale: Locale | undefined;
  },
) {
  const baseUrl = addressOf(page, deps.config.baseUrl);
  const locale = to.locale ?? page.locale;
  const named = locale === page.locale ? null : locale;
  const { channel, label, contactEmail, isPosted = !contactEmail } = to.row;
  const holder = { id: to.id, epoch: to.epoch, pageId: page.id, contactEmail };
  const purpose = isPosted || hasSecretAddress(channel) ? 'confirm' : 'confirm-contact';
  const link = await linkFor({ signer: deps.signer, baseUrl }, purpose, holder, named);
  if (contactEmail && !isPosted) {
    const mailed = { ...page, url: `${baseUrl}/${named ?? ''}` };
    const mail = await confirmMail({ locale, page: mailed, link, destination: label });
    return { kind: 'confirm', to: contactEmail, ...mail } as const;
  }
  const parts: NoticeParts = {
    ...{ id: to.id, locale, link },
    at: new Date(deps.clock()).toISOString(),
    page: { id: page.id, name: page.name, url: baseUrl },
    ...confirmNotice(locale, page),
  };
  const text = JSON.stringify(parts);
  const written = { senderName: null, subject: parts.title, html: '', text };
  return { kind: DESTINATION_NOTICE, to: to.email, ...written } as const;
}
