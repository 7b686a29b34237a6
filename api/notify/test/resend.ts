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

const patience = () => ({ signal: AbortSignal.timeout(15 * SECOND) });

async function keyAndDomain(resend: Resend, domain: string, steps: TestStep[]): Promise<boolean> {
  const { data, error } = await resend.get<Domains>('/domains', patience());
  if (error && typeof error.statusCode !== 'number') {
    steps.push(
      stepFailed(
        'Connection',
        `Resend does not answer: ${error.message}`,
        'Check the network of this machine, RESEND_BASE_URL where it is set, and status.resend.com.',
      ),
    );
    return false;
  }
  const isRestricted = error?.name === 'restricted_api_key';
  if (error && !isRestricted && (error.statusCode === 401 || error.statusCode === 403)) {
    steps.push(
      stepFailed(
        'API key',
        `Resend refuses the key: ${error.message}`,
        'Make a new key at resend.com/api-keys, set RESEND_API_KEY to it, and start again.',
      ),
    );
    return false;
  }
  steps.push(
    stepOk(
      'API key',
      isRestricted
        ? 'Resend knows the key. It may send, and see nothing else.'
        : 'Resend takes the key.',
    ),
  );
  if (!data) {
    steps.push(stepSkipped('Sender', 'This key cannot see the domains, so the mail itself tells.'));
    return true;
  }
  const own = data.data.find(({ name }) => name === domain || domain.endsWith(`.${name}`));
  if (own?.status === 'verified') {
    steps.push(stepOk('Sender', `${own.name}, the domain of MAIL_FROM, is verified.`));
    return true;
  }
  const said = own
    ? `${own.name}, the domain of MAIL_FROM, is not verified yet (${own.status}).`
    : `Resend does not know ${domain}, the domain of MAIL_FROM.`;
  steps.push(stepFailed('Sender', said, verify));
  return false;
}

const verify =
  'Add the domain at resend.com/domains and set the DNS records that it names, or set MAIL_FROM to an address of a verified domain.';

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
      ...patience(),
    } as never, // options it does not list are passed to fetch
  );
  const refusal = data?.errors?.[0];
  if (refusal) {
    steps.push(
      stepFailed(
        'Recipient',
        `Resend refuses the recipient: ${refusal.message}`,
        'Check the address that you have typed for this test.',
      ),
    );
    return;
  }
  if (!error) {
    steps.push(
      stepOk(
        'Message',
        `Resend has taken the message (${data?.data?.[0]?.id ?? 'no id'}).`,
        'Look into your inbox, and into the spam folder. If it is not there in five minutes, resend.com/emails says what became of it.',
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
      `Resend refuses the recipient: ${message}`,
      `Without a verified domain Resend sends only to your own address. ${verify}`,
    );
  if (statusCode === 403 || name === 'invalid_from_address')
    return stepFailed('Sender', `Resend refuses ${domain} as the sender: ${message}`, verify);
  if (statusCode === 401)
    return stepFailed(
      'API key',
      `Resend refuses the key: ${message}`,
      'Make a key that may send at resend.com/api-keys, set RESEND_API_KEY to it, and start again.',
    );
  if (statusCode === 429)
    return stepFailed(
      'Message',
      `Resend takes no more for now: ${message}`,
      name.endsWith('quota_exceeded')
        ? 'The quota of the account is used up. Wait until it is renewed, or take a larger plan.'
        : 'Too many calls in a second. Test again in a minute.',
    );
  if (typeof statusCode !== 'number' || statusCode >= 500)
    return stepFailed(
      'Message',
      `Nobody knows whether Resend has taken it: ${message}`,
      'Test again in a few minutes; status.resend.com says whether Resend is in trouble.',
    );
  return stepFailed(
    'Message',
    `Resend refuses the message: ${message}`,
    'Check MAIL_FROM and the address that you have typed for this test.',
  );
}
