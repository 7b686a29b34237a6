import { expect, test } from 'vitest';
import { batchBody } from '../../../api/notify/channels/email/batch-body.ts';
import { inFull, type Mail } from '../../../api/notify/port/mailer.ts';
import { hostile } from '../../support/hostile/hostile.ts';

test('the bytes of a batch are the JSON of its emails, whatever they contain', () => {
  const mails = hostile.map((own, n): Mail => {
    const shared = { pieces: ['<p lang="de">„Grüße“ ', ' 🚨\u2028', ''], own: [own, `${own}${n}`] };
    return {
      pageId: 'page',
      id: `${n}`,
      to: `person-${n}@customers.example`,
      from: 'Acme <status@acme.example>',
      subject: own,
      html: shared,
      text: { ...shared, own: [...shared.own].reverse() },
      headers: { 'List-Id': own },
    };
  });
  const sent = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(batchBody(mails)));
  const expected = mails.map(({ from, to, subject, headers, html, text }) => ({
    ...{ from, to: [to], subject, headers },
    html: inFull(html),
    text: inFull(text),
  }));
  expect(sent).toEqual(expected);
});
