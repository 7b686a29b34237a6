import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DestinationChannel } from '../../api/domain/destination/kind.ts';
import { destinationProblems } from '../../api/domain/network/destination.ts';
import { locales } from '../../api/domain/text/locale.ts';
import type { OutgoingRequest, OutgoingResponse } from '../../api/network/outgoing/request.ts';
import { directMail, mail, subscriber, subscription } from '../../db/schema/index.ts';
import { translated } from '../../site/locales/translated.ts';
import { wordsIn } from '../../site/locales/words.ts';
import { BASE_URL, makeWorld, passTheWaits, publish, type World } from '../support/mail/mail.ts';

const DAY = 86_400_000;
const addresses = {
  slack: 'https://hooks.slack.com/services/T0TEAM/B0HOOK/secretsecret',
  teams: 'https://prod-1.westeurope.logic.azure.com/workflows/abc/triggers/manual?sig=secret',
  discord: 'https://discord.com/api/webhooks/123456/token-token',
  webhook: 'https://hooks.customer.example/status?key=secret',
} satisfies Record<DestinationChannel, string>;
type Channel = keyof typeof addresses;
const channels = Object.keys(addresses) as Channel[]; // they are its keys

let world: World;
let posts: OutgoingRequest[];
let answer: () => Partial<Extract<OutgoingResponse, { kind: 'response' }>> | OutgoingResponse;
beforeEach(async () => {
  posts = [];
  answer = () => ({ status: 200 });
  world = await makeWorld({
    send: async (request) => {
      posts.push(request);
      const response = { kind: 'response', status: 200, headers: new Headers(), body: 'ok' };
      return { ...response, durationMs: 1, ...answer() } as OutgoingResponse;
    },
  });
});
afterEach(() => world.close());

let visitor = 0;
const post = (path: string, fields: Record<string, string>, ip = `203.${visitor++ % 250}.113.7`) =>
  world.app.request(
    `${BASE_URL}${path}`,
    { method: 'POST', headers: { origin: BASE_URL }, body: new URLSearchParams(fields) },
    { incoming: { socket: { remoteAddress: ip } } },
  );
const signUp = (channel: Channel, fields: Record<string, string> = {}, ip?: string) =>
  post(`/subscribe/${channel}`, { address: addresses[channel], ...fields }, ip);
const people = () => world.db.select().from(subscriber);
const linkIn = (text: string) =>
  /https:\/\/status\.acme\.example(\/[\w/-]*confirm\/[\w.-]+)/.exec(text)?.[1] ?? '';
const get = (path: string) => world.app.request(`${BASE_URL}${path}`);

test.for(channels)(
  '%s: one message with a link is posted, and nothing else until somebody confirms',
  async (channel) => {
    const response = await signUp(channel);
    expect(response.headers.get('location')).toBe(`/subscribe/sent/${channel}`);
    const [row] = await people();
    expect(row).toMatchObject({ channel, state: 'pending', source: 'self', contactEmail: null });
    expect(JSON.stringify(row)).not.toContain('secret');
    await world.poll();
    await publish(world);
    await passTheWaits(world);
    await world.poll();
    expect(posts.map(({ url }) => url)).toEqual([addresses[channel]]);

    const path = linkIn(posts[0]?.body ?? '');
    await get(path);
    expect((await people())[0]?.state).toBe('pending');
    const { subscription } = (await (await post(path, {})).json()) as {
      subscription: { state: string; secret?: string };
    };
    expect(subscription.state).toBe('active');
    expect(subscription.secret !== undefined).toBe(channel === 'webhook');
    if (channel === 'webhook') expect(subscription.secret).toMatch(/^whsec_/);
    const again = (await (await post(path, {})).json()) as { subscription: { secret?: string } };
    expect(again.subscription.secret).toBeUndefined();

    await publish(world, { name: 'Later' });
    await passTheWaits(world);
    await world.poll();
    expect(posts.slice(1).map(({ url }) => url.split('?')[0])).toEqual([
      addresses[channel].split('?')[0],
    ]);
  },
);

test('a contact confirms by email, and cannot confirm for the webhook, which is asked then', async () => {
  await signUp('webhook', { contactEmail: 'Ops@Customer.Example' });
  await world.poll();
  expect(posts).toEqual([]);
  const [sent] = await world.db.select().from(mail);
  expect(sent?.to).toBe('ops@customer.example');
  expect(sent?.text).toContain('hooks.customer.example/…cret');
  const ofContact = linkIn(sent?.text ?? '');
  for (let i = 0; i < 3; i++) {
    const { subscription } = (await (await post(ofContact, {})).json()) as {
      subscription: { state: string; postedTo?: string };
    };
    expect(subscription).toMatchObject({ state: 'pending', postedTo: 'webhook' });
    await world.poll();
  }
  expect(posts.map(({ url }) => url)).toEqual([addresses.webhook]);
  await post(linkIn(posts[0]?.body ?? ''), {});
  expect(await people()).toMatchObject([
    { state: 'active', contactEmail: 'ops@customer.example', channel: 'webhook' },
  ]);
});

test('the contact of a secret address confirms alone', async () => {
  await signUp('slack', { contactEmail: 'ops@customer.example' });
  await world.poll();
  const [sent] = await world.db.select().from(mail);
  await post(linkIn(sent?.text ?? ''), {});
  expect(await people()).toMatchObject([{ state: 'active', channel: 'slack' }]);
  expect(posts).toEqual([]);
});

test('a link confirms with the contact that it was sent for, and with none that is given later', async () => {
  const later = { contactEmail: 'stranger@example.com' };
  const confirmedBy = async (path: string) => {
    const { subscription } = (await (await post(path, {})).json()) as { subscription: unknown };
    expect(subscription).toBe(null);
    expect(await people()).toMatchObject([{ state: 'pending', ...later }]);
    await world.db.delete(subscriber);
    await world.db.delete(mail);
    world.clock.now += DAY;
  };
  const mailed = async () => linkIn((await world.db.select().from(mail))[0]?.text ?? '');

  for (const channel of ['slack', 'webhook'] as const) {
    await signUp(channel); // is posted to the destination
    await world.poll();
    await signUp(channel, later);
    await confirmedBy(linkIn(posts.at(-1)?.body ?? ''));

    await signUp(channel, { contactEmail: 'ops@customer.example' });
    await world.poll();
    const ofContact = await mailed();
    await signUp(channel, later);
    await confirmedBy(ofContact);
  }

  await signUp('webhook', { contactEmail: 'ops@customer.example' });
  await world.poll();
  await post(await mailed(), {}); // it is posted now
  await world.poll();
  await signUp('webhook', later);
  await confirmedBy(linkIn(posts.at(-1)?.body ?? ''));
});

test('the choice of components, events, detail, language and zone is kept', async () => {
  await signUp('slack', {
    scope: 'some',
    components: world.components.login,
    kinds: 'maintenance',
    detail: 'start-and-end',
    locale: 'ja',
    zone: 'Asia/Tokyo',
  });
  expect(await people()).toMatchObject([
    {
      ...{ allComponents: false, kinds: 'maintenance', detail: 'start-and-end' },
      ...{ locale: 'ja', zone: 'Asia/Tokyo' },
    },
  ]);
  expect(await world.db.select().from(subscription)).toMatchObject([
    { componentId: world.components.login, target: 'component' },
  ]);
  await world.poll();
  const { blocks } = JSON.parse(posts[0]?.body ?? '') as { blocks: object[] };
  expect(JSON.stringify(blocks)).toContain(wordsIn('ja').say('mail.confirmButton'));
  expect(linkIn(posts[0]?.body ?? '')).toMatch(/^\/ja\/confirm\//);
});

test('a host with the dot of the DNS root is the same destination', async () => {
  await signUp('webhook');
  await signUp('webhook', { address: addresses.webhook.replace('.example/', '.EXAMPLE./') });
  expect(await people()).toHaveLength(1);
});

test('one incident: it is followed until its end', async () => {
  const incident = await publish(world);
  await world.deps.snapshots.refresh();
  expect((await get(`/incidents/${incident}/subscribe/slack`)).status).toBe(200);
  await signUp('slack', { scope: 'incident', incident });
  expect(await world.db.select().from(subscription)).toMatchObject([
    { componentId: incident, target: 'incident' },
  ]);
  const gone = await get('/incidents/zzzzzzzzzzzz/subscribe/slack');
  expect([gone.status, gone.headers.get('location')]).toEqual([302, '/incidents/zzzzzzzzzzzz']);
});

test('the answer is the same, byte for byte, for a new, pending, active and left address', async () => {
  const answers: string[] = [];
  const ask = async () => {
    const response = await signUp('discord');
    const headers = [...response.headers].filter(([name]) => name !== 'x-request-id');
    answers.push(JSON.stringify([response.status, headers, await response.text()]));
  };
  await ask();
  await ask();
  await world.db.update(subscriber).set({ state: 'active' });
  await ask();
  await world.db.update(subscriber).set({ state: 'unsubscribed' });
  await ask();
  expect(new Set(answers).size).toBe(1);
});

test('an active destination gets no message and keeps its choice', async () => {
  await signUp('webhook');
  await world.db.update(subscriber).set({ state: 'active' });
  await world.db.delete(directMail);
  world.clock.now += DAY;
  await signUp('webhook', { kinds: 'maintenance', contactEmail: 'stranger@example.com' });
  expect(await people()).toMatchObject([{ state: 'active', kinds: 'all', contactEmail: null }]);
  expect(await world.db.select().from(directMail)).toEqual([]);
});

test('a destination that was quarantined can be signed up again', async () => {
  await signUp('webhook');
  await world.poll();
  await world.db
    .update(subscriber)
    .set({ state: 'active', quarantinedAt: 1, quarantineReason: 'gone', failingSince: 1 });
  world.clock.now += DAY;
  await signUp('webhook');
  await world.poll();
  await post(linkIn(posts[1]?.body ?? ''), {});
  expect(await people()).toMatchObject([
    { state: 'active', quarantinedAt: null, quarantineReason: null, failingSince: null },
  ]);
});

test('one address is posted to once in ten minutes and three times a day, from wherever it is asked', async () => {
  const start = world.clock.now;
  const counts: number[] = [];
  for (const minute of [0, 5, 11, 16, 22, 33, 600, 1435, 1441]) {
    world.clock.now = start + minute * 60_000;
    await signUp('webhook');
    await world.poll();
    counts.push(posts.length);
  }
  expect(counts).toEqual([1, 1, 2, 2, 3, 3, 3, 3, 4]);
});

test('one host gets at most 25 messages a day, whatever the paths and ports', async () => {
  for (let i = 0; i < 30; i++)
    await signUp('teams', { address: `https://victim.example:${30_000 + i}/${i}` });
  await passTheWaits(world);
  await world.poll();
  expect(posts.length).toBeLessThanOrEqual(25);
  expect(posts.length).toBeGreaterThanOrEqual(20);
});

test('a network signs up five destinations in an hour', async () => {
  for (let i = 0; i < 7; i++) {
    const response = await signUp(
      'webhook',
      { address: `https://a${i}.example/x` },
      '198.51.100.7',
    );
    expect(response.status).toBe(i < 5 ? 303 : 429);
  }
});

test('a message that may have arrived is not posted again; one that was never sent is, three times', async () => {
  answer = () => ({
    kind: 'none',
    code: 'timeout',
    message: 'No.',
    mayHaveArrived: true,
    durationMs: 1,
  });
  await signUp('webhook');
  await world.poll();
  await passTheWaits(world);
  await world.poll();
  expect(posts).toHaveLength(1);
  expect(await world.db.select().from(directMail)).toMatchObject([{ state: 'unknown' }]);

  answer = () => ({
    kind: 'none',
    code: 'no_such_host',
    message: 'No.',
    mayHaveArrived: false,
    durationMs: 1,
  });
  await signUp('slack');
  for (let i = 0; i < 6; i++) {
    await passTheWaits(world);
    await world.poll();
  }
  expect(posts).toHaveLength(1 + 4);
});

test('a process that was killed while it posted does not post again', async () => {
  await signUp('webhook');
  await world.db
    .update(directMail)
    .set({ state: 'leased', leaseToken: 'dead', leaseHolder: 'dead', dueAt: 0, firstSentAt: 1 });
  await world.poll();
  expect(posts).toEqual([]);
  expect(await world.db.select().from(directMail)).toMatchObject([{ state: 'unknown' }]);
});

test('an answer with an error ends it; other mail is not held up', async () => {
  answer = () => ({ status: 500 });
  await signUp('webhook');
  await post('/subscribe', { email: 'ana@customers.example', scope: 'all' });
  await world.poll();
  const states = await world.db.select().from(directMail);
  expect(Object.fromEntries(states.map(({ kind, state }) => [kind, state]))).toEqual({
    destination: 'dead',
    confirm: 'done',
  });
});

test('whoever does not confirm in seven days is deleted, with the message', async () => {
  const { maintainSubscribers } = await import('../../api/actions/subscriber/upkeep/maintain.ts');
  await signUp('webhook', { contactEmail: 'ops@customer.example' });
  await signUp('slack');
  await world.poll();
  world.clock.now += 7 * DAY - 1000;
  await maintainSubscribers(world.deps);
  expect(await people()).toHaveLength(2);
  world.clock.now += 2000;
  await maintainSubscribers(world.deps);
  expect(await people()).toEqual([]);
  expect(await world.db.select().from(directMail)).toEqual([]);
  expect(await world.db.select().from(mail)).toEqual([]);
});

const wrong: [Channel, string, string][] = [
  ['slack', 'https://hooks.slack.com.evil.example/services/T1/B1/x', 'Slack'],
  ['slack', addresses.discord, 'Slack'],
  ['teams', 'https://evil.example/', 'Teams'],
  ['discord', addresses.slack, 'Discord'],
  ['webhook', 'hello', destinationProblems.unreadable],
  ['webhook', '', destinationProblems.unreadable],
  ['webhook', 'http://hooks.customer.example/', destinationProblems.not_https],
  ['webhook', 'https://127.0.0.1/x', destinationProblems.private],
  ['webhook', 'https://[::1]/x', destinationProblems.private],
  ['webhook', 'https://db.internal/x', destinationProblems.private],
  ['webhook', 'https://me:pw@hooks.customer.example/', destinationProblems.credentials],
  ['webhook', 'https://hooks.customer.example:22/', destinationProblems.port],
  ['webhook', `https://hooks.customer.example/${'x'.repeat(2000)}`, destinationProblems.too_long],
  ['slack', 'slack-app:workspace/C1', 'https://'],
];
test.for(wrong)(
  '%s %s is refused at its field, and the form keeps it',
  async ([channel, address, says]) => {
    const response = await signUp(channel, { address, contactEmail: 'ops@customer.example' });
    expect(response.status).toBe(422);
    const { form } = (await response.json()) as {
      form: { fields: Record<string, string>; values: Record<string, string> };
    };
    expect(form.fields.address).toContain(says);
    expect(form.values).toMatchObject({ address, contactEmail: 'ops@customer.example' });
    expect(await people()).toEqual([]);
    for (const locale of locales.filter((one) => one !== 'en'))
      expect(translated(wordsIn(locale), form.fields.address ?? '')).not.toBe(form.fields.address);
  },
);

test('the name of a page mentions nobody in a chat', async () => {
  await world.db.run(
    "update page set name = '@everyone <!channel> <@U123> <at>x</at> [a](https://evil.example)'",
  );
  await world.deps.snapshots.refresh();
  for (const channel of ['slack', 'teams', 'discord'] as const) await signUp(channel);
  await world.poll();
  expect(posts).toHaveLength(3);
  for (const { body = '' } of posts) {
    expect(body).not.toContain('@everyone');
    // Discord takes an escaped sign for text, and Teams knows `<at>` only.
    expect(body).not.toMatch(body.includes('AdaptiveCard') ? /<at>/ : /(?<!\\)<(?:[!@]|at>)/);
    // Slack knows no such links.
    if (!body.includes('mrkdwn')) expect(body).not.toContain('[a](https://evil.example)');
  }
});
