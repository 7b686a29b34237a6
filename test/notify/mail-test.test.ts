import { afterEach, describe, expect, test } from 'vitest';
import type { TestReport } from '../../api/domain/delivery/mail-test.ts';
import { testResend } from '../../api/notify/test/resend.ts';
import { testSmtp } from '../../api/notify/test/smtp.node.ts';
import { composeTest } from '../../api/notify/test/test-mail.ts';
import { Provider } from '../support/mail/provider.ts';
import { startSteps } from '../support/mail/smtp-steps.ts';

const mail = await composeTest({
  id: 'abc',
  to: 'ada@example.com',
  from: 'Acme <status@acme.example>',
  page: { name: 'Acme' },
  baseUrl: 'https://status.acme.example',
});
const line = ({ steps }: TestReport) => steps.map(({ name, result }) => `${name} ${result}`);
const last = ({ steps }: TestReport) => steps.at(-1);

describe('over SMTP', () => {
  let server: Awaited<ReturnType<typeof startSteps>>;
  afterEach(() => server.stop());

  async function ask(
    script: Parameters<typeof startSteps>[0],
    { url = (at: string) => `smtp://${at}?tls.rejectUnauthorized=true` } = {},
  ) {
    server = await startSteps(script);
    return testSmtp({ url: url(server.at), host: 'status.acme.example' }, mail);
  }
  const signingIn = {
    url: (at: string) => `smtp://ada:p%40ss%3Aword@${at}?tls.rejectUnauthorized=false`,
  };

  test('a successful test names each step, and the email is well-formed', async () => {
    const account = { user: 'ada', password: 'p@ss:word' };
    const report = await ask({ account, tls: 'starttls' }, signingIn);
    expect(line(report)).toEqual([
      'Connection ok',
      'Greeting ok',
      'Encryption ok',
      'Sign-in ok',
      'Sender ok',
      'Recipient ok',
      'Message ok',
    ]);
    expect(report.ok).toBe(true);
    expect(report.steps[2]?.detail).toMatch(
      /^TLSv1\.\d\. Its certificate is for mail\.test, self-signed, valid until \w{3} .* GMT\.$/,
    );
    expect(last(report)?.detail).toContain('queued as 4711');
    expect(server.messages).toHaveLength(1);
    expect(server.messages[0]).toMatch(/^Message-ID: <test-abc@status\.acme\.example>\r$/m);
    expect(server.messages[0]).toMatch(/^Auto-Submitted: auto-generated\r$/m);
  });

  test.for<
    [
      name: string,
      script: NonNullable<Parameters<typeof startSteps>[0]>,
      path: string,
      failed: string,
      todo: RegExp,
    ]
  >([
    [
      'takes no connections',
      { greeting: '554 5.7.1 go away' },
      '',
      'Greeting',
      /Allow its address/,
    ],
    ['is busy', { greeting: '421 4.7.0 too many' }, '', 'Greeting', /few minutes/],
    ['refuses our name', { answers: { EHLO: '550 no', HELO: '550 no' } }, '', 'Greeting', /name/],
    ['has a certificate of its own', { tls: 'starttls' }, '', 'Encryption', /NODE_EXTRA_CA_CERTS/],
    ['has one, from the start', { tls: 'from the start' }, 'tls', 'Encryption', /NODE_EXTRA_CA/],
    ['speaks no TLS', {}, 'tls', 'Encryption', /smtp:\/\/ with port 587/],
    [
      'requires sign-in',
      { answers: { MAIL: '530 5.7.0 sign in' } },
      '',
      'Sender',
      /user and password/,
    ],
    ['refuses the sender', { answers: { MAIL: '553 5.7.1 not yours' } }, '', 'Sender', /MAIL_FROM/],
    [
      'does not relay',
      { answers: { RCPT: '554 5.7.1 Relay access denied' } },
      '',
      'Recipient',
      /mynet/,
    ],
    [
      'knows no such mailbox',
      { answers: { RCPT: '550 5.1.1 unknown' } },
      '',
      'Recipient',
      /you entered/,
    ],
    [
      'has a quota',
      { answers: { RCPT: '550 5.4.5 Daily limit' } },
      '',
      'Recipient',
      /limit is reached/,
    ],
    ['greylists', { answers: { RCPT: '450 4.2.0 Greylisted' } }, '', 'Recipient', /five minutes/],
    ['takes no such size', { taken: '552 5.3.4 too big' }, '', 'Message', /message_size_limit/],
    ['is a sandbox', { taken: '554 Email address is not verified' }, '', 'Message', /test mode/],
    ['takes it for spam', { taken: '554 5.7.1 looks like spam' }, '', 'Message', /SPF, DKIM/],
  ])(
    'a server that %s is named at its step, with what to do',
    async ([, script, scheme, step, todo]) => {
      const report = await ask(script, {
        url: (at) => `${scheme === 'tls' ? 'smtps' : 'smtp'}://${at}?tls.rejectUnauthorized=true`,
      });
      const failed = last(report);
      expect([report.ok, failed?.result, failed?.name]).toEqual([false, 'failed', step]);
      expect(failed?.todo).toMatch(todo);
      expect(report.steps.filter(({ result }) => result === 'failed')).toHaveLength(1);
    },
  );

  test('a wrong password is reported at the sign-in, and never shown, even where the server repeats it', async () => {
    const report = await ask({ account: { user: 'ada', password: 'other' } }, signingIn);
    expect(last(report)).toMatchObject({ name: 'Sign-in', result: 'failed' });
    expect(last(report)?.detail).toContain('535 5.7.8');
    expect(last(report)?.todo).toContain('“ada”');
    const everything = JSON.stringify(report);
    for (const form of ['p@ss:word', 'p%40ss', Buffer.from('\0ada\0p@ss:word').toString('base64')])
      expect(everything).not.toContain(form);
  });

  test('a certificate for another name is named, with the fix', async () => {
    const report = await ask({ tls: 'starttls' });
    expect(last(report)?.detail).toContain('Its certificate is for mail.test, self-signed');
    expect(server.lines.some((received) => received.startsWith('AUTH'))).toBe(false);
    expect(server.messages).toEqual([]);
  });
});

test('a closed port and an unknown host are told apart', async () => {
  const server = await startSteps();
  await server.stop();
  const closed = await testSmtp({ url: `smtp://${server.at}`, host: 'x.example' }, mail);
  expect(last(closed)).toMatchObject({ name: 'Connection', result: 'failed' });
  expect(last(closed)?.todo).toContain('Nothing is listening');
  const nowhere = await testSmtp({ url: 'smtp://nowhere.invalid', host: 'x.example' }, mail);
  expect(line(nowhere)).toEqual(['Host name failed']);
});

describe('through Resend', () => {
  let provider: Provider;
  afterEach(() => provider.stop());

  async function ask(domains: object, trouble?: Provider['trouble']) {
    provider = await Provider.start();
    provider.asked = () => domains;
    if (trouble) provider.trouble = trouble;
    return testResend({ apiKey: 're_test', baseUrl: provider.url }, mail);
  }
  const verified = { data: [{ name: 'acme.example', status: 'verified' }] };

  test('a successful test names key, sender and message, and one email is sent', async () => {
    const report = await ask(verified);
    expect(line(report)).toEqual(['API key ok', 'Sender ok', 'Message ok']);
    expect(provider.copies.map(({ to }) => to)).toEqual(['ada@example.com']);
  });

  test('a key that may only send is enough', async () => {
    const report = await ask({ status: 401, name: 'restricted_api_key' });
    expect(line(report)).toEqual(['API key ok', 'Sender skipped', 'Message ok']);
  });

  test.for<[string, object, Provider['trouble'], string, RegExp]>([
    ['a wrong key', { status: 401, name: 'invalid_api_key' }, () => null, 'API key', /new key/],
    ['an unknown domain', { data: [] }, () => null, 'Sender', /resend\.com\/domains/],
    [
      'a domain that is not verified',
      { data: [{ name: 'acme.example', status: 'pending' }] },
      () => null,
      'Sender',
      /DNS records/,
    ],
    ['a refused recipient', verified, () => ({ refuse: () => true }), 'Recipient', /you entered/],
    [
      'a used-up quota',
      verified,
      () => ({ status: 429, name: 'daily_quota_exceeded' }),
      'Message',
      /upgrade the plan/,
    ],
    ['a error of theirs', verified, () => ({ status: 500 }), 'Message', /status\.resend\.com/],
  ])('%s is named at its step', async ([, domains, trouble, step, todo]) => {
    const report = await ask(domains, trouble);
    expect(last(report)).toMatchObject({ name: step, result: 'failed' });
    expect(last(report)?.todo).toMatch(todo);
    expect(JSON.stringify(report)).not.toContain('re_test');
  });
});
