import type { ChannelMessage, Recipient, RenderedMessage } from '../../../../db/schema/index.ts';
import { LINKS, MANAGE_LINK } from '../../../../templates/email/frame.ts';
import { inZone } from '../../../../templates/email/zoned-times.ts';
import { linkFor } from '../../../auth/link.ts';
import type { Signer } from '../../../core/secret.ts';
import { addressOf } from '../../../domain/page/address.ts';
import { defaultLocale, type Locale } from '../../../domain/text/locale.ts';
import type { Batch } from '../../port/channel.ts';
import type { Mail, Text } from '../../port/mailer.ts';

/** Keeps auto-responders from answering (RFC 3834). */
export const automatic = { 'Auto-Submitted': 'auto-generated' };

/** Composes mails from the rendered message: always the same bytes for the same recipient. */
export function composer(
  /** `baseUrl` is the installation's address. */
  deps: { signer: Signer; baseUrl: string },
  notification: Batch['notification'],
  message: RenderedMessage,
): (to: Recipient) => Promise<Mail> {
  const { from } = message;
  // Ids keep the page's first address, so that threads and filters survive a change of BASE_URL.
  const baseUrl = addressOf(notification, deps.baseUrl);
  const pageLocale = notification.pageLocale ?? defaultLocale;
  const { hostname } = new URL(notification.idOrigin ?? baseUrl);
  const at = { signer: deps.signer, baseUrl };
  const thread = `<incident-${notification.incidentId}@${hostname}>`;
  const threadIndex = threadIndexOf(thread);
  const inPages = cutMessage(message);
  const translated = new Map(
    Object.entries(message.translated).map(([locale, mail]) => [locale, cutMessage(mail)]),
  );
  const zoned = new Map<string, CutMessage>();
  const inZoneOf = (zone: string, locale: Locale | null | undefined): CutMessage => {
    const key = `${zone} ${locale}`;
    const found = (locale && message.translated[locale]) || message;
    const made = zoned.get(key) ?? cutMessage(zonedMessage(found, zone, locale ?? pageLocale));
    if (zoned.size < MOST_ZONES) zoned.set(key, made);
    return made;
  };
  return async (to) => {
    const own = to.locale ? translated.get(to.locale) : undefined;
    const locale = own ? to.locale : null;
    const { subject, page, plain } = to.zone ? inZoneOf(to.zone, locale) : (own ?? inPages);
    const holder = { ...to, pageId: notification.pageId };
    const manage = await linkFor(at, 'manage', holder, locale);
    const leave = await linkFor(at, 'unsubscribe', holder, locale);
    return {
      pageId: notification.pageId,
      id: `${notification.id}.${to.id}`,
      idHost: hostname,
      to: to.email,
      from,
      subject,
      html: page(manage, leave),
      text: plain(manage, leave),
      headers: {
        'List-Id': `<${notification.pageId}.${hostname}>`,
        'List-Unsubscribe': `<${leave}>`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
        References: thread,
        'In-Reply-To': thread,
        'Thread-Topic': `incident-${notification.incidentId}`,
        'Thread-Index': threadIndex,
        ...automatic,
      },
    };
  };
}

/** Outlook groups by this: 22 bytes, which are a 1, a time that does not matter, and an id. */
function threadIndexOf(thread: string): string {
  const id = new Uint8Array(16);
  for (const [i, byte] of new TextEncoder().encode(thread).entries()) {
    const at = i % id.length;
    id[at] = ((id[at] ?? 0) * 31 + byte) % 256;
  }
  return btoa(String.fromCharCode(1, 0xdc, 0x5a, 0, 0, 0, ...id));
}

/** Pairs of a zone and a language that are kept; a text of each is made once. */
const MOST_ZONES = 500;

type CutMessage = { subject: string; page: Cut; plain: Cut };

const cutMessage = ({ subject, html, text }: ChannelMessage): CutMessage => ({
  ...{ subject, page: cut(html), plain: cut(text) },
});

function zonedMessage(message: ChannelMessage, zone: string, locale: Locale): ChannelMessage {
  const { html, text, times } = message;
  if (!times) return message;
  return {
    ...message,
    html: inZone(html, times.html, { zone, locale, isHtml: true }),
    text: inZone(text, times.text, { zone, locale, isHtml: false }),
  };
}

type Cut = (manage: string, leave: string) => Text;

/** The message in pieces, cut once for all recipients. */
function cut(recipientSnapshot: string): Cut {
  const parts = recipientSnapshot.split(LINKS);
  const pieces = parts.filter((_, i) => i % 2 === 0);
  const marks = parts.filter((_, i) => i % 2 === 1);
  return (manage, leave) => ({
    pieces,
    own: marks.map((mark) => (mark === MANAGE_LINK ? manage : leave)),
  });
}
