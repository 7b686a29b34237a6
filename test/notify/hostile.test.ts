import { expect, test } from 'vitest';
import { EmailAddress } from '../../api/domain/delivery/address.ts';
import { resendMailer } from '../../api/notify/channels/email/resend.ts';
import { smtpMailer } from '../../api/notify/channels/email/smtp.node.ts';
import { plainText } from '../../api/notify/port/mailer.ts';
import { updateMail } from '../../templates/email/update.ts';
import { hostile } from '../support/hostile/hostile.ts';
import { Provider } from '../support/mail/provider.ts';
import { startSmtp } from '../support/mail/smtp.ts';

/** A mail with hostile text in every place that takes a text. */
async function mailWith(text: string, n: number) {
  const drawn = await updateMail({
    page: { name: text, url: 'https://status.acme.example/' },
    zone: 'Etc/UTC',
    incident: { name: text, url: 'https://status.acme.example/incidents/x', ...noWindow },
    state: 'investigating',
    body: text,
    at: 0,
    nextUpdateBy: null,
    components: [{ name: text, status: 'operational' }],
  });
  return {
    pageId: 'page',
    id: `told.${n}`,
    from: 'Acme <status@acme.example>',
    to: `person-${n}@customers.example`,
    subject: drawn.subject,
    html: plainText(drawn.html),
    text: plainText(drawn.text),
    headers: { 'List-Id': '<page.status.acme.example>' },
  };
}
const noWindow = { scheduledFor: null, scheduledUntil: null };

const HEADERS = [
  'from',
  'to',
  'subject',
  'message-id',
  'list-id',
  'date',
  'mime-version',
  'content-type',
].sort();

test('over SMTP no text adds a header, ends the message or begins another', async () => {
  const server = await startSmtp({});
  const mailer = smtpMailer({ url: server.url, host: 'status.acme.example' });
  const mails = await Promise.all(hostile.map(mailWith));
  expect(await mailer.send(mails, 'v1/key')).toMatchObject({ kind: 'sent' });
  expect(server.taken).toHaveLength(hostile.length);
  for (const [n, { to, raw }] of server.taken.entries()) {
    expect(to).toBe(`person-${n}@customers.example`);
    const head = raw.slice(0, raw.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ');
    const names = head.split('\r\n').map((line) => line.split(':')[0]?.toLowerCase() ?? '');
    expect(names.sort(), JSON.stringify(hostile[n])).toEqual(HEADERS);
  }
  await server.stop();
});

test('through Resend every field arrives unchanged, and the text part has the input', async () => {
  const provider = await Provider.start();
  const mailer = resendMailer({ apiKey: 're_test', baseUrl: provider.url });
  const mails = await Promise.all(hostile.map(mailWith));
  for (let from = 0; from < mails.length; from += 100)
    await mailer.send(mails.slice(from, from + 100), `v1/key/${from}`);
  expect(provider.copies).toHaveLength(hostile.length);
  for (const [n, copy] of provider.copies.entries()) {
    const { to, subject, headers, html } = mails[n] ?? {};
    expect(copy).toMatchObject({ to, subject, headers, html: html?.pieces[0] });
    expect(copy.subject).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
    expect(copy.text).toContain(hostile[n]?.toWellFormed());
  }
  await provider.stop();
});

test('anything other than a single address can’t subscribe', () => {
  for (const text of hostile) {
    const { data } = EmailAddress.safeParse(text);
    if (data !== undefined) expect(data).toMatch(/^[^\s<>,;:"()@]+@[^\s<>,;:"()@]+$/u);
    const hidden = EmailAddress.safeParse(`ana@customers.example${text}`).data;
    if (hidden !== undefined) expect(hidden).toMatch(/^[^\s<>,;:"()@]+@[^\s<>,;:"()@]+$/u);
  }
});
