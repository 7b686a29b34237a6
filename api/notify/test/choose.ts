import type { Config } from '../../core/env.ts';
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
      'No mail provider is set, so no mail leaves this installation. It is kept under “Local mailbox”.',
      'Set SMTP_URL (or RESEND_API_KEY) and MAIL_FROM in the environment that Allclear starts with, and start it again. docs/mail.md has the values for common providers.',
    ),
  ]);

/** On Workers, which open no SMTP connections. */
export function chooseTester(config: Config): MailTester {
  const { resend } = config;
  return resend ? (mail) => testResend(resend, mail) : testLocal;
}
