import type { StoredMail } from '../../../db/delivery/mailbox.ts';
import type { FailedMail, MailOverview } from '../../reads/mail.ts';
import type { MailTest } from '../../reads/mail-test.ts';
import type { Form } from './form.ts';

/** What is sent, and the test email. */
export type DeliveryPages = {
  '/admin/mail': MailOverview;
  '/admin/mail/[id]': { mail: StoredMail };
  '/admin/mail/notifications/[id]': FailedMail;
  '/admin/mail/test': Form<MailTest>;
};
