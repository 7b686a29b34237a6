import type { Recipient, RenderedMessage } from '../../../../db/schema/index.ts';
import { LINKS, MANAGE_LINK } from '../../../../templates/email/frame.ts';
import { linkFor } from '../../../auth/link.ts';
import type { Signer } from '../../../core/secret.ts';
import { addressOf } from '../../../domain/page/address.ts';
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
  const { from, subject, html, text } = message;
  // Ids keep the page's first address, so that threads and filters survive a change of BASE_URL.
  const baseUrl = addressOf(notification, deps.baseUrl);
  const { hostname } = new URL(notification.idOrigin ?? baseUrl);
  const at = { signer: deps.signer, baseUrl };
  const thread = `<incident-${notification.incidentId}@${hostname}>`;
  const inPages = { subject, page: cut(html), plain: cut(text) };
  const translated = new Map(
    Object.entries(message.translated).map(([locale, mail]) => [
      locale,
      { subject: mail.subject, page: cut(mail.html), plain: cut(mail.text) },
    ]),
  );
  return async (to) => {
    const own = to.locale ? translated.get(to.locale) : undefined;
    const locale = own ? to.locale : null;
    const { subject, page, plain } = own ?? inPages;
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
        ...automatic,
      },
    };
  };
}

/** The message in pieces, cut once for all recipients. */
function cut(recipientSnapshot: string): (manage: string, leave: string) => Text {
  const parts = recipientSnapshot.split(LINKS);
  const pieces = parts.filter((_, i) => i % 2 === 0);
  const marks = parts.filter((_, i) => i % 2 === 1);
  return (manage, leave) => ({
    pieces,
    own: marks.map((mark) => (mark === MANAGE_LINK ? manage : leave)),
  });
}
