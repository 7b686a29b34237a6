import type { UpdateMail } from '../../../../templates/email/update-mail.ts';
import { subjectOf } from '../../../../templates/email/update-subject.ts';
import { inZone, withoutMarks } from '../../../../templates/email/zoned-times.ts';
import { linkFor } from '../../../auth/link.ts';
import { addressOf } from '../../../domain/page/address.ts';
import { defaultLocale, type Locale } from '../../../domain/text/locale.ts';
import type { Batch, NotifiedUpdate } from '../../port/channel.ts';
import type { ChatDeps } from './chat-call.ts';
import { updateFacts } from './facts.ts';
import { withManageLink } from './personal-link.ts';

/** The stored form of a chat message: JSON in place of the text of an email. */
export const chatRenderer =
  (baseUrl: string, messageOf: (mail: UpdateMail, history: UpdateMail) => object) =>
  async (event: NotifiedUpdate, locale: Locale | null) => {
    const at = addressOf(event.page, baseUrl);
    const mail = updateFacts(at, event, locale);
    const older = event.incident.updates.filter(({ seq }) => seq < event.update.seq);
    const supersededUpdates = older.map(({ id }) => id);
    const history = updateFacts(at, { ...event, supersededUpdates }, locale);
    const { text, times } = withoutMarks(JSON.stringify(messageOf(mail, history)));
    const own = times.length > 0 ? { times: { html: [], text: times } } : {};
    return { from: event.page.name, subject: subjectOf(mail), html: '', text, ...own };
  };

/** The message of the only recipient, in their language and zone, and with their link. */
export async function messageFor<Message>(
  { signer, baseUrl }: ChatDeps,
  { notification, message, recipients }: Batch,
): Promise<{ message: Message; address: string; subscriberId: string } | null> {
  const [to] = recipients;
  if (!to?.address) return null;
  const own = to.locale ? message.translated[to.locale] : undefined;
  const at = { signer, baseUrl: addressOf(notification, baseUrl) };
  const holder = { ...to, pageId: notification.pageId };
  const manage = await linkFor(at, 'manage', holder, own ? (to.locale ?? null) : null);
  const { text, times } = own ?? message;
  const locale = (own && to.locale) || notification.pageLocale || defaultLocale;
  const zoned =
    to.zone && times ? inZone(text, times.text, { zone: to.zone, locale, isHtml: false }) : text;
  return {
    message: JSON.parse(withManageLink(zoned, manage)) as Message,
    address: to.address,
    subscriberId: to.id,
  };
}

/** The part of it that `of` chooses, as JSON. */
export async function payloadOf<Message>(
  deps: ChatDeps,
  batch: Batch,
  of: (message: Message) => object,
): Promise<string | null> {
  const given = await messageFor<Message>(deps, batch);
  return given && JSON.stringify(of(given.message));
}

export const noAddress = {
  kind: 'refused',
  code: 'no_address',
  message: 'The destination has no address.',
  permanent: true,
} as const;
