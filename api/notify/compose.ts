import type { Notification } from '../../db/notification.ts';
import type { Recipient } from '../../db/schema/index.ts';
import { MANAGE_LINK, UNSUBSCRIBE_LINK } from '../../templates/email/frame.ts';
import { linkFor } from '../link.ts';
import type { Mail } from './mailer.ts';
import type { Sending } from './sending.ts';

/** Programs that answer mail by themselves leave these alone (RFC 3834). */
export const automatic = { 'Auto-Submitted': 'auto-generated' };

/** The frozen text with one person's links: the same bytes whenever it is asked for. */
export async function composeMail(on: Sending, told: Notification, to: Recipient): Promise<Mail> {
  const { from, subject, html, text } = told;
  if (from === null || subject === null || html === null || text === null)
    throw new Error(`notification ${told.id} was planned without its text`);
  const holder = { ...to, pageId: told.pageId };
  const [manage, leave] = await Promise.all([
    linkFor(on, 'manage', holder),
    linkFor(on, 'unsubscribe', holder),
  ]);
  const personal = (frozen: string) =>
    frozen.replaceAll(MANAGE_LINK, manage).replaceAll(UNSUBSCRIBE_LINK, leave);
  const { hostname } = new URL(on.baseUrl);
  const thread = `<incident-${told.incidentId}@${hostname}>`;
  return {
    pageId: told.pageId,
    id: `${told.id}.${to.id}`,
    to: to.email,
    from,
    subject,
    html: personal(html),
    text: personal(text),
    headers: {
      'List-Id': `<${told.pageId}.${hostname}>`,
      'List-Unsubscribe': `<${leave}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      References: thread,
      'In-Reply-To': thread,
      ...automatic,
    },
  };
}
