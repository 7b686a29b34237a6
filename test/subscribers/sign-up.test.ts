import { afterEach, beforeEach, expect, test } from 'vitest';
import { addressHash } from '../../api/secret.ts';
import { attempt, letter, subscriber, subscription, suppression } from '../../db/schema/index.ts';
import { translated } from '../../site/locales/translated.ts';
import { wordsIn } from '../../site/locales/words.ts';
import { addSubscribers, BASE_URL, makeWorld, type World } from '../support/mail.ts';

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
  ip = `203.0.113.${visitor++ % 250}`,
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
const letters = () => world.db.select().from(letter);
const people = () => world.db.select().from(subscriber);
const confirmPath = async () => {
  const [last] = (await letters()).slice(-1);
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

test('the answer is the same, byte for byte, for a new, pending, active, left and suppressed address', async () => {
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

test('an active address gets no letter and keeps its choice; one that is never to be mailed gets none', async () => {
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
  expect(await letters()).toEqual([]);
  expect((await people()).find((row) => row.email === active)).toMatchObject({
    state: 'active',
    allComponents: true,
  });
  expect(await world.db.select().from(subscription)).toEqual([]);
});

test('one address gets one confirmation a day, three ever, however it is spelled', async () => {
  for (const email of [
    'ana@customers.example',
    'an.a@customers.example',
    'ana+x@customers.example',
  ])
    await signUp(email);
  expect(await letters()).toHaveLength(1);
  for (let day = 0; day < 6; day++) {
    world.clock.now += 25 * HOUR;
    await signUp('ana@customers.example');
  }
  expect(await letters()).toHaveLength(3);
});

test('the sixth sign-up of an hour from one network is told when to try again, its text kept', async () => {
  for (let i = 0; i < 5; i++)
    expect((await signUp(`p${i}@customers.example`, '198.51.100.7')).status).toBe(303);
  const refused = await signUp('p5@customers.example', '198.51.100.7');
  expect(refused.status).toBe(429);
  const { form } = (await refused.json()) as { form: { message: string; values: object } };
  expect(form.message).toBe('Too many sign-ups came from your network. Try again after 15:00 UTC.');
  expect(form.values).toMatchObject({ email: 'p5@customers.example' });
  expect((await signUp('p5@customers.example', '198.51.100.8')).status).toBe(303);
  world.clock.now += HOUR;
  expect((await signUp('p6@customers.example', '198.51.100.7')).status).toBe(303);
});

test('a reader who is told when to try again reads the time in their language', async () => {
  world.clock.now = Date.parse('2026-11-20T23:30:00Z'); // again on the next day, so its date is said
  const network = '198.51.100.9';
  for (let i = 0; i < 5; i++) await signUp(`q${i}@customers.example`, network);
  const refused = await signUp('q5@customers.example', network, { 'accept-language': 'de' });
  const { form } = (await refused.json()) as { form: { message: string } };
  expect(translated(wordsIn('de'), form.message)).toBe(
    'Aus Ihrem Netzwerk wurde zu oft abonniert. Versuchen Sie es nach 21. Nov. 2026, 00:30 UTC noch einmal.',
  );
});

test('a whole /64 of IPv6 addresses counts as one network', async () => {
  const statuses: number[] = [];
  for (let i = 0; i < 6; i++)
    statuses.push((await signUp(`p${i}@customers.example`, `2001:db8:1:2::${i + 1}`)).status);
  expect(statuses).toEqual([303, 303, 303, 303, 303, 429]);
  expect((await signUp('p9@customers.example', '2001:db8:1:3::1')).status).toBe(303);
});

test('twenty at the same moment get no more than the limit', async () => {
  const statuses = await Promise.all(
    Array.from({ length: 20 }, (_, i) =>
      signUp(`p${i}@customers.example`, '198.51.100.7').then((r) => r.status),
    ),
  );
  expect(statuses.filter((status) => status === 303)).toHaveLength(5);
});

test('neither addresses nor networks are kept in what is counted', async () => {
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
])('an address that cannot be is refused at its field, the text kept: %j', async (email) => {
  const refused = await signUp(email);
  expect(refused.status).toBe(422);
  const { form } = (await refused.json()) as {
    form: { fields: { email: string }; values: { email: string } };
  };
  expect(form.fields.email).toMatch(/address/i);
  expect(form.values.email).toBe(email);
  expect(await people()).toEqual([]);
});

test('chosen components are kept; none chosen is refused', async () => {
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

test('a form on another site signs nobody up', async () => {
  const response = await world.app.request(`${BASE_URL}/subscribe`, {
    method: 'POST',
    headers: { origin: 'https://evil.example' },
    body: new URLSearchParams({ email: 'ana@customers.example' }),
  });
  expect(response.status).toBe(403);
  expect(await people()).toEqual([]);
});
