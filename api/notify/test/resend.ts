import { Resend } from 'resend';
import {
  reportOf,
  stepFailed,
  stepOk,
  stepSkipped,
  type TestReport,
  type TestStep,
} from '../../domain/delivery/mail-test.ts';
import { formatSender, parseSender } from '../../domain/delivery/sender-name.ts';
import { SECOND } from '../../domain/time/time.ts';
import type { TestMail } from './test-mail.ts';

type Domains = { data: { name: string; status: string }[] };

/** Checks the key and the domain with Resend, then sends one mail. */
export async function testResend(
  given: { apiKey: string; baseUrl?: string | undefined },
  mail: TestMail,
): Promise<TestReport> {
  const resend = new Resend(given.apiKey, given.baseUrl ? { baseUrl: given.baseUrl } : {});
  const steps: TestStep[] = [];
  const domain = mail.envelope.from.split('@').at(-1)?.toLowerCase() ?? '';
  if (await keyAndDomain(resend, domain, steps)) await send(resend, mail, domain, steps);
  return reportOf(steps);
}

const withDeadline = () => ({ signal: AbortSignal.timeout(15 * SECOND) });

async function keyAndDomain(resend: Resend, domain: string, steps: TestStep[]): Promise<boolean> {
  const { data, error } = await resend.get<Domains>('/domains', withDeadline());
  if (error && typeof error.statusCode !== 'number') {
    steps.push(
      stepFailed(
        'Connection',
        `Resend isn’t responding: ${error.message}`,
        'Check this server’s network, RESEND_BASE_URL if set, and status.resend.com.',
      ),
    );
    return false;
  }
  const isRestricted = error?.name === 'restricted_api_key';
  if (error && !isRestricted && (error.statusCode === 401 || error.statusCode === 403)) {
    steps.push(
      stepFailed(
        'API key',
        `Resend rejected the API key: ${error.message}`,
        'Create a new key at resend.com/api-keys, set RESEND_API_KEY and restart Allclear.',
      ),
    );
    return false;
  }
  steps.push(
    stepOk(
      'API key',
      isRestricted ? 'Resend accepted the API key (sending only).' : 'Resend accepted the API key.',
    ),
  );
  if (!data) {
    steps.push(
      stepSkipped(
        'Sender',
        'This key can’t list domains. The test email will show whether the sender works.',
      ),
    );
    return true;
  }
  const own = data.data.find(({ name }) => name === domain || domain.endsWith(`.${name}`));
  if (own?.status === 'verified') {
    steps.push(stepOk('Sender', `${own.name}, the domain of MAIL_FROM, is verified.`));
    return true;
  }
  const sentence = own
    ? `${own.name}, the domain of MAIL_FROM, is not verified yet (${own.status}).`
    : `${domain}, the domain of MAIL_FROM, isn’t set up in Resend.`;
  steps.push(stepFailed('Sender', sentence, verify));
  return false;
}

const verify =
  'Add the domain at resend.com/domains and set the DNS records shown there, or set MAIL_FROM to an address at a verified domain.';

async function send(
  resend: Resend,
  mail: TestMail,
  domain: string,
  steps: TestStep[],
): Promise<void> {
  const { to, subject, html, text, headers } = mail;
  const from = formatSender(parseSender(mail.from));
  const { data, error } = await resend.post<{
    data?: { id: string }[];
    errors?: { message: string }[];
  }>(
    '/emails/batch',
    [{ from, to: [to], subject, html, text, headers }],
    {
      idempotencyKey: mail.messageId,
      headers: { 'x-batch-validation': 'permissive' },
      ...withDeadline(),
    } as never, // options it does not list are passed to fetch
  );
  const refusal = data?.errors?.[0];
  if (refusal) {
    steps.push(
      stepFailed(
        'Recipient',
        `Resend rejected the recipient: ${refusal.message}`,
        'Check the address you entered.',
      ),
    );
    return;
  }
  if (!error) {
    steps.push(
      stepOk(
        'Message',
        `Resend accepted the message (${data?.data?.[0]?.id ?? 'no id'}).`,
        'Check your inbox and spam folder. If it hasn’t arrived in five minutes, check resend.com/emails.',
      ),
    );
    return;
  }
  steps.push(failedSend(error, domain));
}

function failedSend(
  error: { name: string; message: string; statusCode?: number | null },
  domain: string,
): TestStep {
  const { name, message, statusCode } = error;
  if (/own email address|testing emails/i.test(message))
    return stepFailed(
      'Recipient',
      `Resend rejected the recipient: ${message}`,
      `Without a verified domain, Resend only sends to your own address. ${verify}`,
    );
  if (statusCode === 403 || name === 'invalid_from_address')
    return stepFailed('Sender', `Resend rejected the sender domain ${domain}: ${message}`, verify);
  if (statusCode === 401)
    return stepFailed(
      'API key',
      `Resend rejected the API key: ${message}`,
      'Create a key with sending access at resend.com/api-keys, set RESEND_API_KEY and restart Allclear.',
    );
  if (statusCode === 429)
    return stepFailed(
      'Message',
      `Resend limit reached: ${message}`,
      name.endsWith('quota_exceeded')
        ? 'The account’s quota is used up. Wait until it renews, or upgrade the plan.'
        : 'Too many requests per second. Try again in a minute.',
    );
  if (typeof statusCode !== 'number' || statusCode >= 500)
    return stepFailed(
      'Message',
      `It’s unclear whether Resend accepted the message: ${message}`,
      'Try again in a few minutes, and check status.resend.com.',
    );
  return stepFailed(
    'Message',
    `Resend rejected the message: ${message}`,
    'Check MAIL_FROM and the address you entered.',
  );
}
