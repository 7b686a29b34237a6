import { afterEach, beforeEach, expect, test } from 'vitest';
import { addressHash } from '../../api/core/secret.ts';
import { confirmationRates } from '../../api/limits/confirmation-limits.ts';
import type { Mailer } from '../../api/notify/port/mailer.ts';
import {
  attempt,
  directMail,
  subscriber,
  subscription,
  suppression,
} from '../../db/schema/index.ts';
import { translated } from '../../site/locales/translated.ts';
import { wordsIn } from '../../site/locales/words.ts';
import {
  addSubscribers,
  BASE_URL,
  makeWorld,
  passTheWaits,
  type World,
} from '../support/mail/mail.ts';

let world: World;
beforeEach(async () => {
  world = await makeWorld();
});
afterEach(() => world.close());

const HOUR = 3_600_000;
let visitor = 0;
/** Each call from another network, unless it says from which. */
const post = async (
  path: string,
  fields: string | [string, string][],
  ip = `203.${visitor++ % 250}.113.7`,
  headers: Record<string, string> = {},
) =>
  world.app.request(
    `${BASE_URL}${path}`,
    {
      method: 'POST',
      headers: { origin: BASE_URL, ...headers },
      body: new URLSearchParams(fields),
    },
    { incoming: { socket: { remoteAddress: ip } } },
  );
const signUp = (email: string, ip?: string, headers?: Record<string, string>) =>
  post(
    '/subscribe',
    [
      ['email', email],
      ['scope', 'all'],
    ],
    ip,
    headers,
  );
const mails = () => world.db.select().from(directMail);
const people = () => world.db.select().from(subscriber);
const confirmPath = async () => {
  const [last] = (await mails()).slice(-1);
  return /https:\/\/[^/]+(\/confirm\/\S+)/.exec(last?.text ?? '')?.[1] ?? '';
};
const get = (path: string) => world.app.request(`${BASE_URL}${path}`);

test('a subscriber who never confirmed is not active; the button confirms', async () => {
  await signUp('Ana@Customers.Example');
  expect(await people()).toMatchObject([{ email: 'ana@customers.example', state: 'pending' }]);
  const path = await confirmPath();
  await (await post(path, [])).text();
  expect(await people()).toMatchObject([{ state: 'active', confirmedAt: world.clock.now }]);
});

test('opening any link changes nothing, however often', async () => {
  await signUp('ana@customers.example');
  const path = await confirmPath();
  const token = path.replace('/confirm/', '');
  const before = JSON.stringify(await people());
  for (const link of [path, path, `/subscriptions/${token}`, `/u/${token}`]) await get(link);
  expect(JSON.stringify(await people())).toBe(before);
});

test('the response is the same, byte for byte, for a new, pending, active, left and suppressed address', async () => {
  const [active = ''] = await addSubscribers(world, 1);
  await signUp('pending@customers.example');
  await signUp('left@customers.example');
  const path = await confirmPath();
  await post(path, []);
  const manage = ((await (await get(path)).json()) as { subscription: { manageToken: string } })
    .subscription.manageToken;
  await post(`/subscriptions/${manage}`, [['leave', 'yes']]);
  await world.db.insert(suppression).values({
    id: 's',
    addressHash: await addressHash('suppressed@customers.example'),
    reason: 'bounce',
    createdAt: 0,
  });
  const answers: string[] = [];
  for (const email of [
    'new@customers.example',
    'pending@customers.example',
    active,
    'left@customers.example',
    'suppressed@customers.example',
  ]) {
    const response = await signUp(email);
    answers.push(
      JSON.stringify([
        response.status,
        [...response.headers].filter(([name]) => name !== 'x-request-id'),
        await response.text(),
      ]),
    );
  }
  expect(new Set(answers).size).toBe(1);
  expect(answers[0]).toContain('/subscribe/sent');
});

test('an active address gets no email and keeps its choice; a suppressed one gets none', async () => {
  const [active = ''] = await addSubscribers(world, 1);
  await world.db.insert(suppression).values({
    id: 's',
    addressHash: await addressHash('suppressed@customers.example'),
    reason: 'operator',
    createdAt: 0,
  });
  await post('/subscribe', [
    ['email', active],
    ['scope', 'some'],
    ['components', world.components.login],
  ]);
  await signUp('suppressed@customers.example');
  expect(await mails()).toEqual([]);
  expect((await people()).find((row) => row.email === active)).toMatchObject({
    state: 'active',
    allComponents: true,
  });
  expect(await world.db.select().from(subscription)).toEqual([]);
});

const MINUTE = 60_000;
/** Every letter so far leaves the house. */
const deliver = () => world.db.update(directMail).set({ state: 'done', sentAt: world.clock.now });
const mailsTo = async (email: string) => (await mails()).filter((one) => one.to === email);

test('requesting again after ten minutes sends another confirmation, three a day and six in thirty days', async () => {
  const ask = async () => {
    await signUp('ana@customers.example');
    await deliver();
    return (await mails()).length;
  };
  expect(await ask()).toBe(1);
  world.clock.now += 9 * MINUTE;
  expect(await ask(), 'too soon').toBe(1);
  world.clock.now += MINUTE;
  expect(await ask()).toBe(2);
  world.clock.now += 10 * MINUTE;
  expect(await ask()).toBe(3);
  world.clock.now += HOUR;
  expect(await ask(), 'the fourth of a day').toBe(3);
  for (let day = 0; day < 6; day++) {
    world.clock.now += 25 * HOUR;
    await ask();
  }
  expect(await ask(), 'six in thirty days').toBe(6);
  world.clock.now += 30 * 24 * HOUR;
  expect(await ask(), 'forgotten after that').toBe(7);
});

test('while a confirmation is still queued, requesting again sends no second one', async () => {
  await signUp('ana@customers.example');
  world.clock.now += 11 * MINUTE;
  await signUp('ana@customers.example');
  expect(await mails()).toHaveLength(1);
});

test('a request that needs no email does not count: somebody who left can return at once', async () => {
  const [email = ''] = await addSubscribers(world, 1);
  for (let i = 0; i < 8; i++) {
    await signUp(email);
    world.clock.now += 11 * MINUTE;
  }
  expect(await mails()).toEqual([]);
  await world.db.update(subscriber).set({ state: 'unsubscribed', epoch: 2 });
  await signUp(email);
  expect(await mailsTo(email)).toHaveLength(1);
});

test('only Gmail ignores dots; two colleagues with similar names each get an email', async () => {
  for (const email of ['jo.ann@corp.example', 'joann@corp.example']) await signUp(email);
  expect(await mails()).toHaveLength(2);
  for (const email of ['a.na@gmail.com', 'ana@gmail.com', 'an.a@googlemail.com'])
    await signUp(email);
  expect(await mails()).toHaveLength(3);
});

test('tagged addresses get an email each, a few a day for one mailbox', async () => {
  for (let i = 0; i < 9; i++) await signUp(`team+${i}@corp.example`);
  expect((await mails()).map((one) => one.to)).toEqual(
    [0, 1, 2, 3, 4].map((i) => `team+${i}@corp.example`),
  );
});

test('one domain in different spellings is one subscriber', async () => {
  for (const email of [
    'Ops@München.example',
    'ops@MÜNCHEN.example.',
    'ops@xn--mnchen-3ya.example',
    'ops＠münchen。example',
  ]) {
    expect((await signUp(email)).status).toBe(303);
    world.clock.now += 11 * MINUTE;
    await deliver();
  }
  expect(await people()).toMatchObject([{ email: 'ops@xn--mnchen-3ya.example' }]);
  expect(await mails()).toHaveLength(3);
});

test.for([
  [
    'josé@customers.example',
    'We can’t send to addresses with accents or non-Latin characters before the @. Use another address.',
  ],
  ['ana@[192.0.2.1]', 'We can’t send to an IP address. Use an address such as ana@example.com.'],
  [`${'a'.repeat(65)}@customers.example`, 'Use at most 64 characters before the @.'],
  [`ana@${'b.'.repeat(130)}example`, 'Email addresses can have at most 254 characters.'],
])(
  '%s is refused at its field with the reason, in the reader’s language',
  async ([email = '', reason = '']) => {
    const refused = await signUp(email);
    expect(refused.status).toBe(422);
    const { form } = (await refused.json()) as { form: { fields: { email: string } } };
    expect(form.fields.email).toBe(reason);
    for (const locale of ['de', 'fr', 'es', 'pt-BR', 'ja', 'ar'] as const)
      expect(translated(wordsIn(locale), reason), locale).not.toBe(reason);
  },
);

test('a confirmation that the provider refused does not count', async () => {
  let taken = false;
  const mailer: Mailer = {
    name: 'smtp',
    maxBatch: 1,
    maxConcurrency: 1,
    keyed: true,
    send: async () =>
      taken
        ? { kind: 'sent', failures: [] }
        : { kind: 'refused', code: '554', message: 'Not from here', permanent: true },
  };
  await world.close();
  world = await makeWorld({ mailer: () => mailer });
  for (let i = 0; i < 8; i++) {
    await signUp('ana@customers.example');
    await world.poll();
    await passTheWaits(world);
  }
  expect((await mails()).map((one) => one.state)).toEqual(Array(8).fill('dead'));
  taken = true;
  await signUp('ana@customers.example');
  await world.poll();
  expect((await mails()).map((one) => one.state)).toContain('done');
});

test('the sixth sign-up of an hour from one network says when to retry, and keeps the input', async () => {
  for (let i = 0; i < 5; i++)
    expect((await signUp(`p${i}@customers.example`, '198.51.100.7')).status).toBe(303);
  const refused = await signUp('p5@customers.example', '198.51.100.7');
  expect(refused.status).toBe(429);
  const { form } = (await refused.json()) as { form: { message: string; values: object } };
  expect(form.message).toBe('Too many sign-ups from your network. Try again after 15:00 UTC.');
  expect(form.values).toMatchObject({ email: 'p5@customers.example' });
  expect((await signUp('p5@customers.example', '198.51.100.8')).status).toBe(303);
  world.clock.now += HOUR;
  expect((await signUp('p6@customers.example', '198.51.100.7')).status).toBe(303);
});

test('the time to retry is in the reader’s language', async () => {
  world.clock.now = Date.parse('2026-11-20T23:30:00Z'); // again on the next day, so its date is said
  const network = '198.51.100.9';
  for (let i = 0; i < 5; i++) await signUp(`q${i}@customers.example`, network);
  const refused = await signUp('q5@customers.example', network, { 'accept-language': 'de' });
  const { form } = (await refused.json()) as { form: { message: string } };
  expect(translated(wordsIn('de'), form.message)).toBe(
    'Zu viele Anmeldungen aus Ihrem Netzwerk. Versuchen Sie es nach 21. Nov. 2026, 00:30 UTC noch einmal.',
  );
});

/** The `i`th /64 of 2001:db8:0:: and its neighbors, with `per48` of them in each /48. */
const address = (i: number, per48: number) =>
  `2001:db8:${Math.floor(i / per48).toString(16)}:${((i % per48) * 256).toString(16)}::1`;

test('a flood from one /48 is stopped there, and an honest reader gets their email at once', async () => {
  const statuses: number[] = [];
  for (let i = 0; i < 100; i++) {
    const ip = `2001:db8:7:${(i * 32).toString(16)}::1`;
    statuses.push((await signUp(`user${i}@bomb${i % 50}.test`, ip)).status);
  }
  expect(statuses.filter((status) => status === 303)).toHaveLength(30);
  expect((await world.db.select().from(attempt)).length).toBeLessThan(250);
  expect((await signUp('honest@customers.example', '2001:db8:8::1')).status).toBe(303);
  const [mine] = await mailsTo('honest@customers.example');
  expect(mine?.dueAt).toBeLessThanOrEqual(Date.now());
});

test('a flood from many /48s is delayed, and somebody alone in their network is not', async () => {
  await world.db.insert(attempt).values({
    key: `letters-of-floods:${world.pageId}`,
    count: 300,
    until: world.clock.now + HOUR,
  });
  for (let i = 0; i < 9; i++) await signUp(`user${i}@bomb${i}.test`, address(i, 9));
  const delayed = (await mails()).filter((one) => one.dueAt > Date.now());
  expect(delayed).toHaveLength(6);
  expect((await signUp('honest@customers.example', '198.51.100.7')).status).toBe(303);
  const [mine] = await mailsTo('honest@customers.example');
  expect(mine?.dueAt).toBeLessThanOrEqual(Date.now());
});

test('one domain gets thirty confirmations at once; later requests are kept, and sent later', async () => {
  for (let i = 0; i < 40; i++) await signUp(`user${i}@bomb.test`, address(i, 1));
  const due = (await mails()).map((one) => one.dueAt - Date.now()).sort((a, b) => a - b);
  expect(due).toHaveLength(40);
  expect(due.filter((delay) => delay <= 0)).toHaveLength(30);
  expect(due.at(-1)).toBeLessThan(HOUR);
  expect(await people()).toHaveLength(40);
  for (let i = 0; i < 40; i++) await signUp(`user${i}@gmail.com`, address(i, 1));
  const gmail = (await mails()).filter((one) => one.to.endsWith('@gmail.com'));
  expect(gmail.filter((one) => one.dueAt <= Date.now())).toHaveLength(40);
});

test('a domain flooded for a day gets nothing more, and its rows stay few', async () => {
  await world.db.insert(attempt).values({
    key:
      (
        await confirmationRates(world.deps, world.pageId, {
          email: 'x@bomb.test',
          asksOfNetwork: 1,
        })
      )[1]?.key ?? '',
    count: 1000,
    until: world.clock.now + 26 * HOUR,
  });
  expect((await signUp('user@bomb.test')).status).toBe(303);
  expect(await mails()).toEqual([]);
  expect(await people()).toHaveLength(1);
});

test('a whole /64 of IPv6 addresses counts as one network', async () => {
  const statuses: number[] = [];
  for (let i = 0; i < 6; i++)
    statuses.push((await signUp(`p${i}@customers.example`, `2001:db8:1:2::${i + 1}`)).status);
  expect(statuses).toEqual([303, 303, 303, 303, 303, 429]);
  expect((await signUp('p9@customers.example', '2001:db8:1:3::1')).status).toBe(303);
});

test('twenty requests at the same moment get no more than the limit', async () => {
  const statuses = await Promise.all(
    Array.from({ length: 20 }, (_, i) =>
      signUp(`p${i}@customers.example`, '198.51.100.7').then((r) => r.status),
    ),
  );
  expect(statuses.filter((status) => status === 303)).toHaveLength(5);
});

test('counters store neither addresses nor networks', async () => {
  await signUp('ana@customers.example', '198.51.100.7');
  expect(JSON.stringify(await world.db.select().from(attempt))).not.toMatch(
    /ana|customers|198\.51/,
  );
});

test.for([
  '',
  'ana',
  'ana@',
  '@customers.example',
  'a b@customers.example',
  'ana@customers.example\r\nBcc: x@example.com',
  `${'a'.repeat(250)}@customers.example`,
])('an invalid address is refused at its field, the input kept: %j', async (email) => {
  const refused = await signUp(email);
  expect(refused.status).toBe(422);
  const { form } = (await refused.json()) as {
    form: { fields: { email: string }; values: { email: string } };
  };
  expect(form.fields.email).toMatch(/address|before the @/i);
  expect(form.values.email).toBe(email);
  expect(await people()).toEqual([]);
});

test('chosen components are stored; choosing none is refused', async () => {
  expect(
    (
      await post('/subscribe', [
        ['email', 'ana@customers.example'],
        ['scope', 'some'],
      ])
    ).status,
  ).toBe(422);
  await post('/subscribe', [
    ['email', 'ana@customers.example'],
    ['scope', 'some'],
    ['components', world.components.login],
  ]);
  expect(await world.db.select().from(subscription)).toMatchObject([
    { componentId: world.components.login },
  ]);
});

test('the checkbox of a group selects its members', async () => {
  const { login, ...others } = world.components;
  const other = Object.values(others)[0] ?? '';
  await post('/subscribe', [
    ['email', 'ana@customers.example'],
    ['scope', 'some'],
    ['components', `${login} ${other}`],
    ['components', login],
  ]);
  const chosen = (await world.db.select().from(subscription)).map((row) => row.componentId);
  expect(chosen.toSorted()).toEqual([login, other].toSorted());
});

test('a form on another site can’t sign anybody up', async () => {
  const response = await world.app.request(`${BASE_URL}/subscribe`, {
    method: 'POST',
    headers: { origin: 'https://evil.example' },
    body: new URLSearchParams({ email: 'ana@customers.example' }),
  });
  expect(response.status).toBe(403);
  expect(await people()).toEqual([]);
});
