import type { Config } from '../../core/config.ts';
import { reportOf, stepFailed, type TestReport } from '../../domain/delivery/mail-test.ts';
import { testResend } from './resend.ts';
import type { TestMail } from './test-mail.ts';

/** Sends one mail with the configured mailer and reports each step. */
export type MailTester = (mail: TestMail) => Promise<TestReport>;

/** The local mailbox sends nothing, so there is nothing to test. */
export const testLocal: MailTester = async () =>
  reportOf([
    stepFailed(
      'Provider',
      'No email provider is configured, so no emails are sent. They are kept under “Local mailbox”.',
      'Set SMTP_URL (or RESEND_API_KEY) and MAIL_FROM, and restart Allclear. See docs/mail.md for common providers.',
    ),
  ]);

/** On Workers, which open no SMTP connections. */
export function chooseTester(config: Config): MailTester {
  const { resend } = config;
  return resend ? (mail) => testResend(resend, mail) : testLocal;
}
