import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { issueToken } from '../../api/actions/team/token.ts';
import type { DestinationChannel } from '../../api/domain/destination/kind.ts';
import { write } from '../../db/engine/write.ts';
import { subscriber } from '../../db/schema/index.ts';
import { type Client, clientOf, form } from '../support/server/client.ts';
import { type Subject, startSubject } from '../support/world/subject.ts';

/** The documented keys of Statuspage’s subscribers, and ours. */
const Subscriber = z.strictObject({
  id: z.string(),
  mode: z.enum(['email', 'sms', 'webhook', 'slack', 'teams', 'discord', 'integration_partner']),
  email: z.string().nullable(),
  endpoint: z.string().nullable(),
  phone_number: z.null(),
  phone_country: z.null(),
  display_phone_number: z.null(),
  obfuscated_channel_name: z.string().nullable(),
  workspace_name: z.null(),
  skip_confirmation_notification: z.boolean(),
  state: z.enum(['active', 'unconfirmed', 'quarantined', 'unsubscribed']),
  quarantined_at: z.string().nullable(),
  purge_at: z.string().nullable(),
  components: z.array(z.string()),
  page_access_user_id: z.null(),
  created_at: z.iso.datetime(),
});

let subject: Subject;
let { ask, newComponent, newIncident }: Client = {} as Client; // made before the first test runs
let owner: { token: string };
beforeAll(async () => {
  subject = await startSubject();
  ({ ask, newComponent, newIncident } = clientOf(subject));
  owner = { token: subject.ownerToken ?? '' };
});
afterAll(() => subject.stop());

const PATH = '/pages/:p/subscribers';
const add = async (email: string, more: object = {}, options = {}) =>
  ask('POST', PATH, { subscriber: { email, ...more } }, options);
const added = async (email: string, more: object = {}, options = {}) => {
  const answer = await add(email, more, options);
  expect(answer.status, JSON.stringify(answer.json)).toBe(201);
  return Subscriber.parse(answer.json);
};
const list = async (query: string) => {
  const { status, json } = await ask('GET', `${PATH}${query}`);
  expect(status).toBe(200);
  return z.array(Subscriber).parse(json);
};
const vouched = { skip_confirmation_notification: true };

test('an added address is asked to confirm, and an owner may vouch for it', async () => {
  const asked = await added(' Ana@Example.com ');
  expect(asked).toMatchObject({ mode: 'email', email: 'ana@example.com', state: 'unconfirmed' });
  expect((await add('bo@example.com', vouched)).status).toBe(403);
  const bo = await added('bo@example.com', vouched, owner);
  expect(bo).toMatchObject({ state: 'active', ...vouched, components: [] });
  expect((await add('bo@example.com')).status).toBe(409);
  expect((await add('no address')).status).toBe(422);
  expect((await add('cy@example.com', { component_ids: [] })).status).toBe(422);
  expect((await add('cy@example.com', { component_ids: ['nocomponent0'] })).status).toBe(422);
  const phone = { subscriber: { phone_number: '555', phone_country: 'us' } };
  expect((await ask('POST', PATH, phone)).status).toBe(422);
  const viewer = { token: subject.viewer };
  expect((await ask('GET', PATH, undefined, viewer)).status).toBe(403);
  const one = await ask('GET', `${PATH}/${bo.id}`);
  expect(Subscriber.parse(one.json).id).toBe(bo.id);
  expect((await ask('GET', `${PATH}/notthere0000`)).status).toBe(404);
});

test('components are chosen and changed, and without them the whole page is', async () => {
  const [api, web] = [await newComponent('API'), await newComponent('Web')];
  const body = `subscriber[email]=dee@example.com&subscriber[component_ids][]=${api.id}`;
  const dee = Subscriber.parse((await ask('POST', PATH, undefined, form(body))).json);
  expect(dee.components).toEqual([api.id]);
  const change = async (subscriber: object) =>
    Subscriber.parse((await ask('PATCH', `${PATH}/${dee.id}`, { subscriber })).json).components;
  expect(await change({ component_ids: [web.id, api.id] })).toHaveLength(2);
  expect(await change({})).toEqual([]);
});

test('the list is searched, filtered, sorted and paged from 0', async () => {
  for (const name of ['eva', 'fay', 'gus', 'hal'])
    await added(`${name}@list.example`, vouched, owner);
  const found = await list('?q=list.example&sort_field=primary&sort_direction=asc&limit=3');
  expect(found.map(({ email }) => email)).toEqual(
    ['eva', 'fay', 'gus'].map((name) => `${name}@list.example`),
  );
  const next = await list('?q=list.example&sort_field=primary&sort_direction=asc&limit=3&page=1');
  expect(next.map(({ email }) => email)).toEqual(['hal@list.example']);
  expect((await list('?q=LIST.example&state=unconfirmed')).length).toBe(0);
  expect((await list('?state=unconfirmed&type=email')).every((one) => one.state === 'unconfirmed'));
  expect((await list('?type=webhook&state=all')).length).toBe(0);
  expect((await ask('GET', `${PATH}?state=asleep`)).status).toBe(400);
  expect((await ask('GET', `${PATH}?page=-1`)).status).toBe(400);
});

test('a deleted subscriber is unsubscribed, or erased when asked', async () => {
  const ida = await added('ida@example.com', vouched, owner);
  const gone = await ask('DELETE', `${PATH}/${ida.id}`);
  expect([gone.status, Subscriber.parse(gone.json).state]).toEqual([200, 'unsubscribed']);
  expect((await list('?state=all')).map(({ id }) => id)).not.toContain(ida.id);
  expect((await list('/unsubscribed')).map(({ id }) => id)).toContain(ida.id);
  expect((await add('ida@example.com', vouched, owner)).status).toBe(422);
  const data = await ask('GET', `${PATH}/${ida.id}/export`);
  expect(data.json).toMatchObject({ subscriber: { address: 'ida@example.com', state: 'left' } });
  expect((await ask('DELETE', `${PATH}/${ida.id}?erase=true`)).status).toBe(200);
  expect((await ask('GET', `${PATH}/${ida.id}`)).status).toBe(404);
  expect((await add('ida@example.com', vouched, owner)).status, 'only she can join again').toBe(
    422,
  );
  expect((await added('ida@example.com')).state).toBe('unconfirmed');
});

test('several are asked again, unsubscribed and reactivated in one call', async () => {
  const [jo, kim] = [await added('jo@bulk.example'), await added('kim@bulk.example')];
  const bulk = (verb: string, subscribers: unknown, more = {}) =>
    ask('POST', `${PATH}/${verb}`, { subscribers, ...more });
  const again = await bulk('resend_confirmation', [jo.id, kim.id]);
  expect([again.status, z.array(Subscriber).parse(again.json).length]).toEqual([201, 2]);
  expect((await ask('POST', `${PATH}/${jo.id}/resend_confirmation`)).status).toBe(201);
  expect((await bulk('unsubscribe', ['notthere0000'])).status).toBe(404);
  expect((await bulk('unsubscribe', 'some')).status).toBe(422);
  const ids = Array.from({ length: 101 }, (_, i) => `id${i}`);
  expect((await bulk('unsubscribe', ids)).status).toBe(422);
  if (subject.world) {
    const sql = "update subscriber set state = 'active', quarantined_at = 1 where id = ?";
    await subject.world.deps.db.$client.execute({ sql, args: [kim.id] });
    expect((await list('?state=quarantined')).map(({ id }) => id)).toEqual([kim.id]);
    const back = await bulk('reactivate', 'all');
    expect(z.array(Subscriber).parse(back.json)).toMatchObject([{ id: kim.id, state: 'active' }]);
  }
  if (subject.store) {
    const { db } = subject.store.deps;
    const rows = Array.from({ length: 100 }, (_, i) => ({
      ...{
        id: `many${String(i).padStart(8, '0')}`,
        pageId: subject.pageId,
        state: 'active' as const,
      },
      ...{ email: `many-${i}@bulk.example`, createdAt: 1, updatedAt: 1 },
    }));
    await write(db, [db.insert(subscriber).values(rows)]);
    const tooMany = await bulk('unsubscribe', 'all');
    expect([tooMany.status, tooMany.json.error.join()]).toEqual([
      422,
      expect.stringContaining('fewer than 100'),
    ]);
    await db.$client.execute("delete from subscriber where id like 'many%'");
  }
  const left = z.array(Subscriber).parse((await bulk('unsubscribe', [jo.id, kim.id])).json);
  expect(left.map(({ state }) => state)).toEqual(['unsubscribed', 'unsubscribed']);
});

const WithSecret = Subscriber.extend({ secret: z.string().regex(/^whsec_[\w+/]{43}=$/) });
const ENDPOINT = 'https://hooks.example.com/status?key=5e9c1a70';

test('a webhook is subscribed at once, and its address and secret are not shown again', async () => {
  const api = await newComponent('Webhooks');
  const choice = { endpoint: ENDPOINT, component_ids: [api.id] };
  const { status, json } = await add(' Ops@Example.com ', choice);
  expect(status, JSON.stringify(json)).toBe(201);
  const hook = WithSecret.parse(json);
  expect(hook).toMatchObject({
    ...{ mode: 'webhook', state: 'active', email: 'ops@example.com', components: [api.id] },
    ...{ endpoint: 'hooks.example.com/…1a70', obfuscated_channel_name: 'hooks.example.com/…1a70' },
  });
  const again = await ask('POST', PATH, { subscriber: { endpoint: `${ENDPOINT}#part` } });
  expect([again.status, again.json.error]).toEqual([409, 'This address is already subscribed.']);
  const rotated = await ask('POST', `${PATH}/${hook.id}/rotate_secret`);
  expect(rotated.status).toBe(201);
  expect(WithSecret.parse(rotated.json).secret).not.toBe(hook.secret);
  const [listed] = await list('?type=webhook');
  expect(listed?.id).toBe(hook.id);
  const data = await ask('GET', `${PATH}/${hook.id}/export`);
  expect(JSON.stringify([listed, data.json])).not.toMatch(/5e9c1a70|whsec_/);

  expect((await ask('DELETE', `${PATH}/${hook.id}`)).status).toBe(200);
  const back = WithSecret.parse((await add('ops@example.com', { endpoint: ENDPOINT })).json);
  expect(back).toMatchObject({ id: hook.id, state: 'active', components: [] });
  expect((await ask('DELETE', `${PATH}/${hook.id}?erase=true`)).status).toBe(200);
  expect(await list('?type=webhook&state=all')).toEqual([]);
});

test('a chat is subscribed by its address, and wrong addresses are refused with a sentence', async () => {
  const chats = {
    slack: 'https://hooks.slack.com/services/T0TEAM/B0HOOK/s3cretAbcd',
    teams: 'https://flows.example.com/workflows/1/triggers/x?sig=Abcd',
    discord: 'https://discordapp.com/api/webhooks/17/t0ken-Abcd',
  } satisfies Record<Exclude<DestinationChannel, 'webhook'>, string>;
  for (const [channel, address] of Object.entries(chats)) {
    const made = await ask('POST', PATH, { subscriber: { [channel]: address } });
    expect([made.status, made.json.mode], JSON.stringify(made.json)).toEqual([201, channel]);
    expect(Subscriber.parse(made.json).obfuscated_channel_name).toMatch(/\/…Abcd$/);
    expect((await ask('DELETE', `${PATH}/${made.json.id}?erase=true`)).status).toBe(200);
    const rotate = await ask('POST', `${PATH}/${made.json.id}/rotate_secret`);
    expect(rotate.status).toBe(404);
  }
  const wrong = async (subscriber: object, code = 422) => {
    const { status, json } = await ask('POST', PATH, { subscriber });
    expect(status).toBe(code);
    return JSON.stringify(json);
  };
  expect(await wrong({ endpoint: 'https://10.0.0.7/x' })).toMatch(/private network/);
  expect(await wrong({ endpoint: 'http://hooks.example.com/' })).toMatch(/https/);
  expect(await wrong({ slack: ENDPOINT })).toMatch(/hooks\.slack\.com/);
  expect(await wrong({ discord: 5 })).toMatch(/discord/);
  expect(await wrong({ slack: chats.slack, endpoint: ENDPOINT }, 400)).toMatch(
    /endpoint and slack/,
  );
  expect(await wrong({ email: 'no address', endpoint: ENDPOINT })).toMatch(/email address/);
});

test('subscribers are counted by type and state', async () => {
  const { json: count } = await ask('GET', `${PATH}/count?state=all`);
  const { json: histogram } = await ask('GET', `${PATH}/histogram_by_state`);
  expect(Object.keys(count)).toEqual(
    expect.arrayContaining(['email', 'sms', 'webhook', 'integration_partner', 'slack', 'teams']),
  );
  expect(histogram.email.total).toBe(count.email);
  expect(histogram.email.total).toBe(histogram.email.active + histogram.email.unconfirmed);
  expect(histogram.slack).toEqual({ active: 0, unconfirmed: 0, quarantined: 0, total: 0 });
});

test.skipIf(process.env.SUBJECT_URL || process.env.SUBJECT)(
  'a token limited to subscribers reads and writes them, and nothing else',
  async () => {
    const world = subject.world;
    if (!world) return;
    const wanted = { name: 'crm', role: 'publisher', scope: 'subscribers' } as const;
    const token = await issueToken(world.deps, world.owner, subject.pageId, wanted);
    expect((await ask('GET', PATH, undefined, { token })).status).toBe(200);
    expect((await add('lu@example.com', {}, { token })).status).toBe(201);
    expect((await add('mo@example.com', vouched, { token })).status).toBe(403);
    const incident = { incident: { name: 'Outage', body: 'Down.' } };
    expect((await ask('POST', '/pages/:p/incidents', incident, { token })).status).toBe(403);
  },
);

test('one incident is followed, listed with it, and left; page lists do not name it', async () => {
  const { id } = await newIncident({ name: 'Logins fail', body: 'We look.' });
  const path = `/pages/:p/incidents/${id}/subscribers`;
  const asked = { subscriber: { email: 'one-incident@example.com' } };
  const made = await ask('POST', `${path}.json`, asked);
  expect([made.status, made.json]).toMatchObject([
    201,
    { email: 'one-incident@example.com', mode: 'email', state: 'unconfirmed', components: [] },
  ]);
  const own = `${path}/${made.json.id}`;
  expect((await ask('GET', path)).json).toMatchObject([{ id: made.json.id }]);
  expect((await ask('GET', own)).json.id).toBe(made.json.id);
  expect((await ask('POST', `${own}/resend_confirmation`)).status).toBe(201);
  const vouch = { subscriber: { ...asked.subscriber, skip_confirmation_notification: true } };
  expect((await ask('POST', path, vouch)).status).toBe(403);
  const sms = await ask('POST', path, {
    subscriber: { phone_number: '1', phone_country: 'US' },
  });
  expect([sms.status, sms.json.error.join()]).toEqual([422, expect.stringContaining('email')]);
  const deleted = await ask('DELETE', own);
  expect([deleted.status, deleted.json.id]).toEqual([200, made.json.id]);
  expect((await ask('GET', path)).json).toEqual([]);
  expect((await ask('GET', own)).status).toBe(404);
  expect((await ask('GET', path.replace(id, 'notthere0000'))).status).toBe(404);
  await ask('PATCH', `/pages/:p/incidents/${id}`, {
    incident: { status: 'resolved', body: 'Over.' },
  });
  const late = await ask('POST', path, asked);
  expect([late.status, late.json.error.join()]).toEqual([422, expect.stringContaining('over')]);
});
