import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  directMail,
  inboundEvent,
  notification,
  subscriber,
  suppression,
} from '../../db/schema/index.ts';
import { addSubscribers, makeWorld, publish, type World } from '../support/mail/mail.ts';
import { complaint, deliveryReport, multipart, original, recipient } from '../support/reports.ts';
import { FULL } from '../support/size.ts';
import { announced } from '../support/world/random.ts';

const HOOK_SECRET = 'whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3';
const BOUNCE_SECRET = '0123456789abcdef0123456789';
let world: World;
beforeEach(async () => {
  world = await makeWorld({
    env: { RESEND_WEBHOOK_SECRET: HOOK_SECRET, BOUNCE_HOOK_SECRET: BOUNCE_SECRET },
  });
});
afterEach(() => world.close());

const event = (type: string, to: string, at: number, more: object = {}) =>
  JSON.stringify({ type, created_at: new Date(at).toISOString(), data: { to: [to], ...more } });
const bounced = (to: string, at: number, type = 'Permanent') =>
  event('email.bounced', to, at, { bounce: { message: '550', type, subType: 'General' } });

let count = 0;
function deliver(
  body: string,
  given: { id?: string; at?: number; name?: string; signature?: string; signed?: string } = {},
) {
  const { id = `msg_${count++}`, at = Date.now(), name = 'svix' } = given;
  const signature = new Webhook(HOOK_SECRET).sign(id, new Date(at), given.signed ?? body);
  return world.app.request('https://status.acme.example/hooks/resend', {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      [`${name}-id`]: id,
      [`${name}-timestamp`]: `${Math.floor(at / 1000)}`,
      [`${name}-signature`]: given.signature ?? signature,
    },
  });
}
const suppressed = async () => (await world.db.select().from(suppression)).length;
async function recipientsOf() {
  const id = await publish(world, { name: `Trouble ${count++}` });
  await world.poll();
  const mails = await world.db.$client.execute(
    `select "to" from mail where idempotency_key like '%' || (select id from notification where incident_id = '${id}') || '%'`,
  );
  return mails.rows.map((row) => String(row.to)).sort();
}

test('an address with a hard bounce or a complaint gets no more email; the others do', async () => {
  const [gone = '', angry = '', full = '', fine = ''] = await addSubscribers(world, 4);
  const { now } = world.clock;
  expect((await deliver(bounced(gone, now))).status).toBe(204);
  expect((await deliver(event('email.complained', angry, now), { name: 'webhook' })).status).toBe(
    204,
  );
  expect((await deliver(bounced(full, now, 'Transient'))).status).toBe(204);
  expect(await recipientsOf()).toEqual([full, fine].sort());
  const people = await world.db.select().from(subscriber);
  expect(people.map((row) => row.state)).toEqual(['active', 'active', 'active', 'active']);
  expect(people.find((row) => row.email === full)?.transientBounces).toBe(1);
});

test('the same event counts once, however often it arrives and however many arrive at once', async () => {
  const [gone = '', full = ''] = await addSubscribers(world, 2);
  const times = FULL ? 1000 : 30;
  const { now } = world.clock;
  const answers = await Promise.all(
    Array.from({ length: times }, (_, i) =>
      i % 2
        ? deliver(bounced(gone, now), { id: 'msg_same' })
        : deliver(bounced(full, now, 'Transient'), { id: 'msg_other' }),
    ),
  );
  expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([204]));
  expect(await suppressed()).toBe(1);
  const people = await world.db.select().from(subscriber);
  expect(people.find((row) => row.email === full)?.transientBounces).toBe(1);
  expect(await world.db.select().from(inboundEvent)).toHaveLength(2);
});

test('an event with a missing, old or wrong signature is refused and does nothing', async () => {
  const [gone = ''] = await addSubscribers(world, 1);
  const body = bounced(gone, world.clock.now);
  const refused = [
    await deliver(body, { at: Date.now() - 6 * 60_000 }),
    await deliver(body, { at: Date.now() + 6 * 60_000 }),
    await deliver(body, { signature: 'v1,AAAA' }),
    await deliver(body, { signature: '' }),
    await deliver(JSON.stringify(JSON.parse(body), null, 1), { signed: body }),
    await deliver(body, { id: '' }),
  ];
  expect(refused.map((answer) => answer.status)).toEqual([401, 401, 401, 401, 401, 401]);
  expect(await suppressed()).toBe(0);
});

test('in whatever order events arrive, people who bounced or complained get no email', async () => {
  const random = announced('ORDER_SEED');
  const people = await addSubscribers(world, FULL ? 1000 : 15);
  const { now } = world.clock;
  const events = people.flatMap((to, i) => [
    event('email.sent', to, now),
    event('email.delivered', to, now + 1000),
    ...(i % 3 === 0 ? [bounced(to, now + 2000)] : []),
    ...(i % 3 === 1 ? [event('email.complained', to, now + 2000)] : []),
    event('email.opened', to, now + 3000),
  ]);
  for (let i = events.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [events[i], events[j]] = [events[j] ?? '', events[i] ?? ''];
  }
  for (const body of events) expect((await deliver(body)).status).toBe(204);
  expect(await recipientsOf()).toEqual(people.filter((_, i) => i % 3 === 2).sort());
});

test('somebody who bounced signs up again, confirms, and gets email; older bounce events no longer count', async () => {
  const [to = ''] = await addSubscribers(world, 1);
  await deliver(bounced(to, world.clock.now));
  expect(await recipientsOf()).toEqual([]);
  const before = world.clock.now;
  world.clock.now += 60_000;
  const form = (fields: Record<string, string>) => ({
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: { origin: 'https://status.acme.example' },
  });
  await world.app.request('https://status.acme.example/subscribe', form({ email: to }));
  const [asked] = await world.db.select().from(directMail);
  const [confirm = ''] = /https:\S+\/confirm\/\S+/.exec(asked?.text ?? '') ?? [];
  expect(await recipientsOf()).toEqual([]);
  await world.app.request(confirm, form({}));
  expect(await recipientsOf()).toEqual([to]);
  await deliver(bounced(to, before + 1000));
  expect(await suppressed()).toBe(0);
  await deliver(bounced(to, world.clock.now + 1000));
  expect(await recipientsOf()).toEqual([]);
});

test('without a secret the hook does not exist', async () => {
  const other = await makeWorld();
  const answer = await other.app.request('https://status.acme.example/hooks/resend', {
    method: 'POST',
    body: '{}',
  });
  expect(answer.status).toBe(404);
  await other.close();
});

describe('reports forwarded by a mail server', () => {
  const pass = (raw: string | Uint8Array<ArrayBuffer>, secret = BOUNCE_SECRET) =>
    world.app.request('https://status.acme.example/hooks/bounce', {
      method: 'POST',
      body: raw,
      headers: {
        // As curl --data-binary sends it.
        'content-type': 'application/x-www-form-urlencoded',
        authorization: `Bearer ${secret}`,
      },
    });

  /** People who were mailed, and the Message-ID of each one's mail. */
  async function mailed(n: number) {
    await addSubscribers(world, n);
    await publish(world);
    await world.poll();
    const [recipientsOf] = await world.db.select().from(notification);
    const people = await world.db.select().from(subscriber).orderBy(subscriber.id);
    return people.map(({ id, email }) => ({
      id,
      email,
      messageId: `${recipientsOf?.id}.${id}@status.acme.example`,
    }));
  }
  const transients = async (email: string) =>
    (await world.db.select().from(subscriber)).find((row) => row.email === email)?.transientBounces;

  test('unknown mailboxes and complaints get no more email; a full mailbox is counted', async () => {
    const [gone, full, angry, late, fine] = await mailed(5);
    if (!gone || !full || !angry || !late || !fine) throw new Error('five were added');
    const answers = [
      await pass(deliveryReport(gone.messageId, [recipient(gone.email)])),
      await pass(deliveryReport(full.messageId, [recipient(full.email, { status: '5.2.2' })])),
      await pass(complaint(angry.messageId)),
      await pass(
        deliveryReport(late.messageId, [
          recipient(late.email, { action: 'delayed', status: '4.4.1' }),
        ]),
      ),
      await pass(complaint(fine.messageId, 'not-spam')),
      await pass(deliveryReport(fine.messageId, [recipient(fine.email, { action: 'delivered' })])),
    ];
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(202));
    expect(new Set(await Promise.all(answers.map((answer) => answer.text()))).size).toBe(1);
    expect((await world.db.select().from(suppression)).map(({ reason }) => reason).sort()).toEqual([
      'bounce',
      'complaint',
    ]);
    expect([await transients(full.email), await transients(late.email)]).toEqual([1, 1]);
    expect(await recipientsOf()).toEqual([full.email, late.email, fine.email].sort());
  });

  test('a report is parsed in any common format, and counts once however often it arrives', async () => {
    const people = await mailed(9);
    const shapes: ((to: (typeof people)[number]) => string)[] = [
      ({ messageId, email }) =>
        deliveryReport(messageId, [recipient(email)], { encoding: 'base64' }),
      ({ messageId, email }) =>
        deliveryReport(messageId, [recipient(email)], { encoding: 'quoted-printable' }),
      ({ messageId, email }) =>
        deliveryReport(messageId, [recipient(email)], {
          words: 'Diese Nachricht konnte nicht zugestellt werden. 配信できませんでした。',
          returned: ['text/rfc822-headers', original(messageId)],
        }),
      ({ messageId, email }) =>
        deliveryReport(messageId, [recipient(email)], {
          returned: ['message/rfc822', original(messageId), 'base64'],
        }),
      // Without the mail itself, as Exchange does: the report answers it.
      ({ messageId, email }) =>
        deliveryReport(messageId, [recipient(email)], {
          returned: null,
          header: `In-Reply-To: <${messageId}>`,
        }),
      ({ messageId, email }) =>
        multipart('mixed', [
          ['text/plain', 'Forwarded by hand'],
          ['message/rfc822', deliveryReport(messageId, [recipient(email)])],
        ]),
      ({ messageId, email }) =>
        deliveryReport(messageId, [
          recipient('other@x.example', { status: '5.2.2' }),
          recipient(email),
        ]),
      ({ messageId, email }) =>
        deliveryReport(messageId, [recipient(email)], {
          type: 'message/global-delivery-status',
        }).replaceAll('\r\n', '\n'),
      ({ messageId }) => deliveryReport(messageId, [recipient('forwarded@elsewhere.example')]),
    ];
    for (const [i, shape] of shapes.entries()) {
      const to = people[i];
      if (!to) throw new Error('one for each shape');
      for (let again = 0; again < 2; again++) expect((await pass(shape(to))).status).toBe(202);
      expect([i, await suppressed()]).toEqual([i, i + 1]);
    }
  });

  test('a bounced confirmation suppresses that address', async () => {
    await world.app.request('https://status.acme.example/subscribe', {
      method: 'POST',
      body: new URLSearchParams({ email: 'new@customers.example' }),
      headers: { origin: 'https://status.acme.example' },
    });
    const [asked] = await world.db.select().from(directMail);
    const report = deliveryReport(`${asked?.id}@status.acme.example`, [
      recipient('new@customers.example'),
    ]);
    await pass(report);
    expect(await suppressed()).toBe(1);
  });

  test('an email whose ID the provider has changed is recognized by its unsubscribe link', async () => {
    const [gone] = await mailed(1);
    if (!gone) throw new Error('one was added');
    const [mail] = (await world.db.$client.execute('select headers from mail')).rows;
    const list = JSON.parse(String(mail?.headers))['List-Unsubscribe'];
    const forged = String(list).replace(/\.[\w-]{22}/, `.${'A'.repeat(22)}`);
    const sent = (header: string) =>
      complaint('0100@email.provider.example', 'abuse', `List-Unsubscribe: ${header}\r\n`);
    await pass(sent(forged));
    expect(await suppressed()).toBe(0);
    await pass(sent(list));
    expect(await suppressed()).toBe(1);
  });

  test('events from before a later confirmation do not count', async () => {
    const [gone] = await mailed(1);
    if (!gone) throw new Error('one was added');
    await world.db.$client.execute(
      'update subscriber set confirmed_at = confirmed_at + 1000000000',
    );
    await pass(deliveryReport(gone.messageId, [recipient(gone.email)]));
    expect(await suppressed()).toBe(0);
  });

  test('requests without the secret are refused, unread', async () => {
    const [gone] = await mailed(1);
    if (!gone) throw new Error('one was added');
    const raw = deliveryReport(gone.messageId, [recipient(gone.email)]);
    for (const secret of ['', 'wrong', `${BOUNCE_SECRET}x`, BOUNCE_SECRET.slice(1), 'é'])
      expect((await pass(raw, encodeURIComponent(secret))).status).toBe(401);
    expect(await suppressed()).toBe(0);
    const other = await makeWorld();
    const answer = await other.app.request('https://status.acme.example/hooks/bounce', {
      method: 'POST',
      body: raw,
      headers: { authorization: `Bearer ${BOUNCE_SECRET}` },
    });
    expect(answer.status).toBe(404);
    await other.close();
  });

  test('unknown IDs change nothing, and the response does not reveal it', async () => {
    const [gone, fine] = await mailed(2);
    if (!gone || !fine) throw new Error('two were added');
    const known = await pass(deliveryReport(gone.messageId, [recipient(gone.email)]));
    const [notificationId = ''] = gone.messageId.split('.');
    for (const id of [
      `aaaaaaaaaaaa.${fine.id}@status.acme.example`,
      `${notificationId}.aaaaaaaaaaaa@status.acme.example`,
      `${notificationId}@status.acme.example`,
      'x@elsewhere.example',
    ]) {
      const answer = await pass(deliveryReport(id, [recipient(fine.email)]));
      expect([answer.status, await answer.text()]).toEqual([known.status, 'Taken.\n']);
    }
    expect(await suppressed()).toBe(1);
  });

  test('content that is not a report is refused with an explanation, and a large report is read', async () => {
    const [gone] = await mailed(1);
    if (!gone) throw new Error('one was added');
    const strange = [
      '',
      'not a mail',
      '\u0000\u0001\u0002',
      'From: a@b.example\r\nSubject: Re: your update\r\n\r\nThank you!',
      multipart('report; report-type=delivery-status', [['text/plain', 'nothing more']]),
      multipart('mixed', [['message/delivery-status', 'Reporting-MTA: dns; mx']]),
      'Content-Type: multipart/mixed; boundary="x"\r\n\r\n'.padEnd(5000, '--x\r\n'),
    ];
    for (const raw of strange) {
      const answer = await pass(raw);
      expect([raw.slice(0, 20), answer.status]).toEqual([raw.slice(0, 20), 422]);
      expect(await answer.text()).toContain('delivery report');
    }
    const attachment = 'QUJD'.repeat(18);
    const large = deliveryReport(gone.messageId, [recipient(gone.email)], {
      returned: [
        'message/rfc822',
        `${original(gone.messageId)}\r\n${`${attachment}\r\n`.repeat(140_000)}`,
      ],
    });
    expect(large.length).toBeGreaterThan(10_000_000);
    expect((await pass(large)).status).toBe(202);
    expect(await suppressed()).toBe(1);
  });
});
