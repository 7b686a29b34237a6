import type { Config } from '../../core/env.ts';
import { reportOf, stepFailed, type TestReport } from '../../domain/delivery/mail-test.ts';
import { testResend } from './resend.ts';
import type { TestMail } from './test-mail.ts';

/** Sends one mail by the way out that is configured, and says what became of each step. */
export type MailTester = (mail: TestMail) => Promise<TestReport>;

/** Where mail goes nowhere there is nothing to try. */
export const testLocal: MailTester = async () =>
  reportOf([
    stepFailed(
      'Provider',
      'No mail provider is set, so no mail leaves this installation. It is kept under “Local mailbox”.',
      'Set SMTP_URL (or RESEND_API_KEY) and MAIL_FROM in the environment that Allclear starts with, and start it again. docs/mail.md has the values for common providers.',
    ),
  ]);

/** The edge's: Workers open no SMTP connections. */
export function chooseTester(config: Config): MailTester {
  const { resend } = config;
  return resend ? (mail) => testResend(resend, mail) : testLocal;
}
