import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { complaint, deliveryReport, original, recipient } from '../support/reports.ts';
import { type Subject, startSubject } from '../support/world/subject.ts';

describe('The hook for bounced mail', () => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await startSubject();
  });
  afterAll(() => subject.stop());

  const pass = (body: string, secret = subject.bounceSecret) =>
    fetch(`${subject.url}/hooks/bounce`, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/x-www-form-urlencoded', // as curl --data-binary sends it
        ...(secret === null ? {} : { authorization: `Bearer ${secret}` }),
      },
    });
  const report = deliveryReport('aaaaaaaaaaaa.bbbbbbbbbbbb@status.example', [
    recipient('ana@example.com'),
  ]);

  test('accepts reports and complaints, and does not reveal whether it knows the mail', async ({
    skip,
  }) => {
    skip(subject.bounceSecret === null);
    for (const body of [report, complaint('cccccccccccc@status.example')]) {
      const answer = await pass(body);
      expect([answer.status, await answer.text()]).toEqual([202, 'Taken.\n']);
    }
  });

  test('refuses requests without the secret', async () => {
    for (const secret of ['wrong', '', null])
      expect([secret, (await pass(report, secret)).status]).toEqual([secret, 401]);
  });

  test('refuses content that is not a report', async ({ skip }) => {
    skip(subject.bounceSecret === null);
    for (const body of ['', 'Thank you!', 'From: a@b.example\r\nSubject: Re: x\r\n\r\nThanks.'])
      expect([body, (await pass(body)).status]).toEqual([body, 422]);
  });

  test('reads a report before a mail of some megabytes', async ({ skip }) => {
    skip(subject.bounceSecret === null);
    const id = 'aaaaaaaaaaaa.bbbbbbbbbbbb@status.example';
    const attachment = `${'QUJD'.repeat(18)}\r\n`.repeat(60_000);
    const large = deliveryReport(id, [recipient('ana@example.com')], {
      returned: ['message/rfc822', `${original(id)}\r\n${attachment}`],
    });
    expect((await pass(large)).status).toBe(202);
  });
});
