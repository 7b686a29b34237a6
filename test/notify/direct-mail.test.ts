import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { reopenChannel } from '../../api/actions/delivery/channel.ts';
import { EMAIL } from '../../api/notify/channels/email/channel.ts';
import { smtpMailer } from '../../api/notify/channels/email/smtp.node.ts';
import { channelState, DIRECT_MAIL, directMail } from '../../db/schema/index.ts';
import { lead, makeWorld, passTheWaits, type World } from '../support/mail/mail.ts';
import { startSmtp } from '../support/mail/smtp.ts';

let world: World;
let server: Awaited<ReturnType<typeof startSmtp>>;
let refusal: (to: string) => string | null;
let asked: string[];
beforeEach(async () => {
  refusal = () => null;
  asked = [];
  server = await startSmtp({
    onRecipient: (to) => {
      asked.push(to);
      return refusal(to) ?? '250 ok';
    },
  });
  world = await makeWorld({
    mailer: () => smtpMailer({ url: server.url, host: 'status.acme.example' }),
  });
});
afterEach(async () => {
  await world.close();
  await server.stop();
});

const confirmationsTo = (...people: string[]) =>
  world.db.insert(directMail).values(
    people.map((to, i) => ({
      id: `letter${String(i).padStart(6, '0')}`,
      pageId: world.pageId,
      kind: 'confirm',
      to,
      subject: 's',
      html: 'h',
      text: 't',
      dueAt: i,
      createdAt: i,
    })),
  );
const mails = () => world.db.select().from(directMail).orderBy(directMail.id);
const directMailState = async () =>
  (await world.db.select().from(channelState).where(sql`channel = 'letter'`))[0];
const passTheProbe = async () => {
  await world.db.run(sql`update lane set closed_until = 1`);
  await passTheWaits(world);
};
const people = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `${name}@customers.example`);

test.each([
  (to: string) => `554 5.7.1 <${to}>: Relay access denied`,
  () => '550 5.7.1 Client host rejected: Access denied',
  () => '552 5.3.4 message file too big',
])(
  'the third consecutive recipient refused by the same rule pauses direct mail (%#)',
  async (reply) => {
    refusal = reply;
    await confirmationsTo(...people);
    await world.poll();
    expect(asked).toEqual(people.slice(0, 3));
    const closed = await directMailState();
    expect(closed?.closedSince).not.toBeNull();
    expect(closed?.trouble).toContain(reply('').slice(0, 9));
    for (let probe = 0; probe < 12; probe++) {
      await passTheProbe();
      await world.poll();
    }
    expect(asked).toHaveLength(15);
    expect((await mails()).map(({ state }) => state)).toEqual(people.map(() => 'ready'));
    expect((await mails()).filter(({ attempts }) => attempts > 1)).toEqual([]);
    refusal = () => null;
    await passTheProbe();
    await world.poll();
    await passTheWaits(world);
    await world.poll();
    expect(server.taken.map(({ to }) => to).sort()).toEqual(people);
    expect((await directMailState())?.closedSince).toBeNull();
  },
);

test('a rule that refuses one recipient repeatedly opens no circuit', async () => {
  const [one = '', ...others] = people;
  refusal = (to) => (to === one ? '550 5.7.1 Recipient rejects mail by policy' : null);
  await confirmationsTo(one);
  for (let attempt = 0; attempt < 5; attempt++) {
    await passTheWaits(world);
    await world.poll();
  }
  expect(asked).toHaveLength(5);
  expect((await directMailState())?.closedSince).toBeNull();
  await world.db.run(sql`update letter set id = 'theirs'`);
  await confirmationsTo(...others);
  await world.poll();
  expect(server.taken.map(({ to }) => to).sort()).toEqual(others);
});

test('refusals with different texts, or with an accepted email between them, open no circuit', async () => {
  const replies = ['554 5.7.1 rule one', '554 5.7.1 rule two', '250 ok', '554 5.7.1 rule two'];
  replies.push('554 5.7.1 rule two', '250 ok');
  const replyTo = new Map(people.map((to, i) => [to, replies[i] ?? '']));
  refusal = (to) => replyTo.get(to) ?? null;
  await confirmationsTo(...people);
  await world.poll();
  expect(asked).toEqual(people);
  expect((await directMailState())?.closedSince).toBeNull();
});

test('a server that serves nobody costs a direct mail no attempt', async () => {
  await server.stop();
  await confirmationsTo('a@customers.example');
  for (let round = 0; round < 3; round++) {
    await passTheProbe();
    await world.poll();
  }
  expect(await mails()).toMatchObject([
    { state: 'ready', attempts: 0, lastError: expect.stringContaining('refused') },
  ]);
});

test.each([
  ['email', EMAIL, '550 5.7.1 Client host rejected: Access denied'],
  ['confirmations', DIRECT_MAIL, '550 5.7.1 Client host rejected: Access denied'],
  ['email', EMAIL, '450 4.2.0 Greylisted'],
])(
  'confirmations go out at once when somebody resumes %s (%s, after %s)',
  async (_, channel, reply) => {
    refusal = () => reply;
    await confirmationsTo(...people.slice(0, 3));
    await world.poll();
    refusal = () => null;
    await world.poll();
    expect(server.taken, 'they wait').toEqual([]);
    await reopenChannel(world.deps, lead, world.pageId, channel);
    await world.poll();
    expect(server.taken.map(({ to }) => to).sort()).toEqual(people.slice(0, 3));
    expect((await directMailState())?.closedSince).toBeNull();
  },
);
