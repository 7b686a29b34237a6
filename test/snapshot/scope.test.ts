import { request } from 'node:http';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createComponent } from '../../api/actions/component/component.ts';
import { NewComponent } from '../../api/actions/component/input.ts';
import { createIncident, patchIncident } from '../../api/actions/incident/index.ts';
import { IncidentPatch, NewIncident } from '../../api/actions/incident/input.ts';
import { createSeries, planWindows } from '../../api/actions/maintenance/series.ts';
import { newPage } from '../../api/actions/page/page.ts';
import { askToSubscribe } from '../../api/actions/subscriber/sign-up.ts';
import { createApp } from '../../api/app.ts';
import { pageNamed } from '../../api/cli/shared/page.ts';
import type { Audience } from '../../api/domain/incident/incident.ts';
import type { PageScope } from '../../api/domain/page/scope.ts';
import { termsOf } from '../../api/domain/text/search.ts';
import { PageCache } from '../../api/http/cache/page-cache.ts';
import { makeSnapshot } from '../../api/snapshot/build.ts';
import { encodeCopy } from '../../api/snapshot/last-known.ts';
import type { Snapshot } from '../../api/snapshot/snapshot.ts';
import { write } from '../../db/engine/write.ts';
import { findIncident, insertUpdate } from '../../db/incident/incident.ts';
import { findPage } from '../../db/page/page.ts';
import { directMail, page } from '../../db/schema/index.ts';
import { serveDeps } from '../support/server/serve-deps.ts';
import { startServer } from '../support/server/server.ts';
import { addMember, NewMember } from '../support/world/people.ts';
import { DAY, HOUR, makeWorld, NOON, owner, PAGE_ID, type World } from '../support/world/world.ts';

const FIRST = 'https://status.first.example';
const SECOND = 'https://status.second.example';
const SECOND_ID = 'page00000002';

/** Each scope’s texts contain its own word. `NOWHERE` is in fields that no snapshot has. */
const WORDS = ['firstreaders', 'firstteam', 'secondreaders', 'secondteam'] as const;
type Word = (typeof WORDS)[number];
const NOWHERE = 'nowhereatall';

const scopes: { scope: PageScope; own: Word[]; url: string }[] = [
  { scope: scopeOf(PAGE_ID, 'public'), own: ['firstreaders'], url: FIRST },
  { scope: scopeOf(PAGE_ID, 'internal'), own: ['firstreaders', 'firstteam'], url: FIRST },
  { scope: scopeOf(SECOND_ID, 'public'), own: ['secondreaders'], url: SECOND },
  { scope: scopeOf(SECOND_ID, 'internal'), own: ['secondreaders', 'secondteam'], url: SECOND },
];
function scopeOf(pageId: string, audience: PageScope['audience']): PageScope {
  return { pageId, audience };
}

let world: World;
/** The ids of an incident, by its word. */
const ids = {} as Record<Word, string>;
const copies = new Map<string | null, string>();

beforeAll(async () => {
  world = await makeWorld({
    baseUrl: FIRST,
    lastKnownOf: (host) => ({
      load: async () => null,
      save: async (snapshot) => void copies.set(host, encodeCopy(snapshot)),
    }),
  });
  const { deps } = world;
  const second = { id: SECOND_ID, name: 'Second', timeZone: 'Etc/UTC', at: NOON };
  await write(deps.db, newPage(deps, owner, second));
  await deps.db.update(page).set({ baseUrl: SECOND }).where(eq(page.id, SECOND_ID));
  await fillPage(PAGE_ID, 'firstreaders', 'firstteam');
  await fillPage(SECOND_ID, 'secondreaders', 'secondteam');
  world.wait(HOUR);
  await deps.snapshots.refresh();
});
afterAll(() => world.close());

/** A page whose public texts all have one word, and whose internal texts have another. */
async function fillPage(pageId: string, word: Word, team: Word) {
  const { deps } = world;
  const settings = {
    name: `${word} page`,
    supportUrl: `https://${word}.example/help`,
    links: [{ label: `${word} link`, url: `https://${word}.example` }],
    footer: `${word} footer`,
    frameOrigins: [`https://${word}.example`],
    ownWords: [NOWHERE],
  };
  await deps.db.update(page).set(settings).where(eq(page.id, pageId));
  const input = { name: `${word} component`, description: `${word} description` };
  const component = await createComponent(deps, owner, pageId, NewComponent.parse(input));
  ids[word] = await publishAll(pageId, component, word, 'public');
  ids[team] = await publishAll(pageId, component, team, 'internal');
  const { db } = deps;
  // What the team writes in an incident that readers see.
  await write(db, [
    insertUpdate(db, {
      ...{ id: `internal-${team}`, pageId, incidentId: ids[word], seq: 9, audience: 'internal' },
      ...{ state: 'investigating', body: `${team} note`, translations: { de: `${team} Notiz` } },
      ...{ deliverNotifications: false, author: NOWHERE, fields: { cause: NOWHERE } },
      ...{ displayAt: NOON, createdAt: NOON, updatedAt: NOON },
    }),
  ]);
}

/** An incident, a maintenance and a series with the word in every text; returns the incident. */
async function publishAll(pageId: string, component: string, word: Word, audience: Audience) {
  const { deps } = world;
  const texts = {
    name: `${word} title`,
    body: `${word} text`,
    translations: { de: { name: `${word} Titel`, body: `${word} Nachricht` } },
    componentIds: [component],
    metadata: { note: NOWHERE },
    fields: { note: NOWHERE },
  };
  const open = async (given: object) => {
    const asked = NewIncident.parse({ ...texts, state: 'investigating', ...given });
    return (await createIncident(deps, owner, pageId, { ...asked, audience })).id;
  };
  const window = {
    state: 'scheduled',
    scheduledFor: NOON + DAY,
    scheduledUntil: NOON + DAY + HOUR,
  };
  await open(window);
  await open({ state: 'resolved', startedAt: NOON - 40 * DAY, body: `${word} text of October` });
  const later = { scheduledFor: NOON + 2 * DAY, scheduledUntil: NOON + 2 * DAY + HOUR };
  const first = { ...NewIncident.parse({ ...texts, ...window, ...later }), ...later, audience };
  const rule = { rule: 'FREQ=WEEKLY;COUNT=12', zone: 'Etc/UTC', first };
  await createSeries(deps, owner, pageId, rule);
  // The status of a component is the same for everybody, so only what readers see changes it.
  const components = audience === 'public' ? { [component]: 'partial_outage' } : {};
  return open({ body: `${word} text of now`, components });
}

const snapshotOf = async ({ scope, url }: { scope: PageScope; url: string }): Promise<Snapshot> => {
  const snapshot = await world.deps.stores.of(scope, new URL(url).host).current();
  if (!snapshot) throw new Error('no page');
  return snapshot;
};

/** Which words a text contains. */
const wordsIn = (text: string): string[] => [...WORDS, NOWHERE].filter((w) => text.includes(w));

test('each page and audience has its own snapshot, with nothing of the others', async () => {
  for (const one of scopes) {
    const snapshot = await snapshotOf(one);
    expect(wordsIn(JSON.stringify(snapshot)), JSON.stringify(one.scope)).toEqual(one.own);
    for (const part of [
      snapshot.incidents,
      snapshot.maintenances,
      snapshot.series,
      snapshot.uptime,
    ])
      expect(wordsIn(JSON.stringify(part))).toEqual(one.own);
    expect(snapshot).toMatchObject({ audience: one.scope.audience, page: { url: one.url } });
  }
});

test('windows that a series creates later have its audience', async () => {
  const { deps } = world;
  const windows = async () =>
    (await Promise.all(scopes.map(snapshotOf))).map(({ maintenances }) => maintenances.length);
  const before = await windows();
  world.wait(30 * DAY);
  await planWindows(deps, owner);
  expect(await windows()).not.toEqual(before);
  for (const one of scopes) expect(wordsIn(JSON.stringify(await snapshotOf(one)))).toEqual(one.own);
});

test('a write changes the snapshots of its page, for every audience, and no other page’s', async () => {
  const { deps } = world;
  const before = await Promise.all(scopes.map(snapshotOf));
  const patch = IncidentPatch.parse({ body: 'secondreaders again', state: 'identified' });
  await patchIncident(deps, owner, SECOND_ID, ids.secondreaders, patch);
  const after = scopes.map(({ scope }) => deps.stores.of(scope).peek());
  expect(after[0]).toBe(before[0]);
  expect(after[1]).toBe(before[1]);
  for (const i of [2, 3]) {
    const now = after[i];
    expect(JSON.stringify(now)).toContain('secondreaders again');
    const whole = await makeSnapshot(
      deps.db,
      (scopes[i] as never as { scope: PageScope }).scope,
      FIRST,
      now?.builtAt ?? 0,
    );
    expect(now).toEqual(whole?.snapshot);
  }
});

test('each has its own cache keys', async () => {
  const pages = new PageCache({ salt: '' });
  const views = (await Promise.all(scopes.map(snapshotOf))).map((snapshot) => ({
    snapshot,
    asOf: null,
  }));
  const draw = async (view: (typeof views)[number]) =>
    new Response(JSON.stringify([view.snapshot.page.id, view.snapshot.audience]));
  const drawn = [];
  for (const view of views) drawn.push(await pages.get(view, '/', 'identity', () => draw(view)));
  expect(new Set(drawn.map(({ headers }) => headers.etag)).size).toBe(4);
  for (const [i, view] of views.entries()) {
    expect(pages.peek(view, '/', 'identity'), 'nobody’s page pushes out another’s').toBe(drawn[i]);
    expect(new TextDecoder().decode(drawn[i]?.body)).toContain(view.snapshot.audience);
  }
  const [newest] = views.slice(-1);
  if (!newest) throw new Error('there are four');
  const next = { ...newest, snapshot: { ...newest.snapshot, version: 1000 } };
  await pages.get(next, '/', 'identity', () => draw(next));
  const left = views.map((view) => pages.peek(view, '/', 'identity') !== undefined);
  expect(left, 'a new version replaces only the one before it').toEqual([true, true, true, false]);
  const same = views.map((view) => ({ ...view, snapshot: { ...view.snapshot, version: 1 } }));
  const own = new PageCache({ salt: '' });
  await own.get(same[1] as never, '/', 'identity', async () => new Response('for the team'));
  for (const i of [0, 2, 3]) expect(own.peek(same[i] as never, '/', 'identity')).toBeUndefined();
});

test('history and search find what the audience may see on its page', async () => {
  const { history } = world.deps;
  for (const one of scopes) {
    const snapshot = await snapshotOf(one);
    for (const word of WORDS) {
      const isOwn = one.own.includes(word);
      const what = `${word} for ${JSON.stringify(one.scope)}`;
      expect((await history.incident(snapshot, ids[word])).value !== null, what).toBe(isOwn);
      for (const q of [word, `${word} nachricht`, word.toUpperCase()]) {
        const search = { terms: termsOf(q), componentIds: null };
        const { value } = await history.found(snapshot, search, null, 20);
        expect(value.incidents.length > 0, `${q}: ${what}`).toBe(isOwn);
        expect(wordsIn(JSON.stringify(value)).filter((w) => !one.own.includes(w as Word))).toEqual(
          [],
        );
      }
    }
    const month = await history.month(snapshot, '2026-10');
    expect(wordsIn(JSON.stringify(month)), 'a month').toEqual(one.own);
    const about = await history.about(
      snapshot,
      snapshot.components.map(({ id }) => id),
    );
    expect(wordsIn(JSON.stringify(about))).toEqual(one.own);
    expect(wordsIn(JSON.stringify(await history.uptime(snapshot, '2026-11')))).toEqual(one.own);
    const note = { terms: termsOf('note'), componentIds: null };
    const found = (await history.found(snapshot, note, null, 20)).value.incidents.length;
    expect(found, 'a note of the team').toBe(one.scope.audience === 'internal' ? 1 : 0);
  }
});

test('last-known copies hold what readers see, one for each page', async () => {
  for (const { scope } of scopes) await world.deps.stores.of(scope).refresh();
  await world.deps.stores.settled();
  expect([...copies.keys()].sort()).toEqual([null, 'status.second.example']);
  expect(wordsIn(copies.get(null) ?? '')).toEqual(['firstreaders']);
  expect(wordsIn(copies.get('status.second.example') ?? '')).toEqual(['secondreaders']);
});

test('a request gets the page of its host, and any other host the installation’s', async () => {
  const server = await serveDeps(world.deps);
  const paths = [
    '/api/v2/summary.json',
    '/api/v2/incidents.json',
    '/api/v2/scheduled-maintenances.json',
    '/api/allclear/uptime.json',
    '/updates.rss',
    '/updates.json',
    '/history.atom',
    '/maintenance.ics',
    `/incidents/${ids.firstteam}/updates.rss`,
    `/incidents/${ids.secondteam}/updates.rss`,
    '/history?q=team',
  ];
  const hosts = {
    'status.first.example': 'firstreaders',
    'status.second.example': 'secondreaders',
    'elsewhere.example': 'firstreaders',
  };
  for (const [host, own] of Object.entries(hosts)) {
    const bodies = [];
    for (const path of [...paths, ...paths]) bodies.push(await read(server.url + path, host));
    expect(wordsIn(bodies.join()), host).toEqual([own]);
    expect(bodies[4]).toContain(own === 'secondreaders' ? SECOND : FIRST);
    expect(bodies[4]).not.toContain(own === 'secondreaders' ? FIRST : SECOND);
  }
  const foreign = { host: 'status.first.example', 'x-forwarded-host': 'status.second.example' };
  expect(wordsIn(await read(`${server.url}/updates.rss`, foreign.host, foreign))).toEqual([
    'firstreaders',
  ]);
  await server.stop();
});

test('a started server renders the page of each host, with links to its own address', async () => {
  const env = { DATABASE_URL: world.url, BASE_URL: FIRST };
  const server = await startServer({ env });
  const all = Object.values(ids).flatMap((id) => [`/incidents/${id}`, `/de/incidents/${id}`]);
  const paths = [
    '/',
    '/de',
    '/history',
    '/history/2026-10',
    '/uptime',
    '/badges',
    '/embed',
    ...all,
  ];
  const searches = WORDS.map((word) => `/history?q=${word.slice(-4)}`);
  for (const { own, url, scope } of scopes.filter((one) => one.scope.audience === 'public')) {
    const { host } = new URL(url);
    const bodies: string[] = [];
    for (const path of [...paths, ...searches]) bodies.push(await read(server.url + path, host));
    expect(wordsIn(bodies.join()), host).toEqual(own);
    expect(bodies[0]).toContain(`href="${url}/"`);
    const other = scope.pageId === PAGE_ID ? SECOND : FIRST;
    expect(bodies.join()).not.toContain(other);
  }
  await server.stop();
});

test('a member signs in to the page of the host and has no access to another', async () => {
  const { deps } = world;
  const app = createApp(
    async () => deps,
    async (c) => c.html(c.var.page?.name ?? 'signed out'),
  );
  const person = { email: 'sam@second.example', password: 'correct horse battery' };
  const member = NewMember.parse({ ...person, name: 'Sam Second', role: 'publisher' });
  await addMember(deps, { ...owner, pageId: SECOND_ID }, SECOND_ID, member);
  const body = new URLSearchParams(person);
  const post = (at: string, origin: string) =>
    app.request(`${at}/admin/sign-in`, { method: 'POST', headers: { origin }, body });
  const signedIn = await post(SECOND, SECOND);
  expect(signedIn.headers.get('location')).toBe('/admin');
  expect((await post(SECOND, FIRST)).status, 'a form of the other page').toBe(403);
  const cookie = signedIn.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  const own = await app.request(`${SECOND}/admin/components`, { headers: { cookie } });
  expect(await own.text()).toBe('secondreaders page');
  const other = await app.request(`${FIRST}/admin/components`, { headers: { cookie } });
  expect(other.headers.get('location')).toContain('/admin/sign-in');
});

test('emails link to the address of their page', async () => {
  const { deps } = world;
  const asked = { scope: 'all' as const, components: [] };
  for (const { scope, url } of scopes.filter((one) => one.scope.audience === 'public')) {
    const found = await findPage(deps.db, scope.pageId);
    if (!found) throw new Error('no page');
    const email = `reader@${new URL(url).host}`;
    await askToSubscribe(deps, found, { ...asked, email }, '192.0.2.7');
    const [mail] = await deps.db.select().from(directMail).where(eq(directMail.to, email));
    expect(mail?.text).toContain(`${url}/confirm/`);
    const made = await snapshotOf({ scope, url });
    const record = await findIncident(deps.db, scope.pageId, made.incidents[0]?.id ?? '');
    if (!record?.updates[0]) throw new Error('no incident');
    const event = { page: found, incident: record, update: record.updates[0], correctedAt: null };
    const [channel] = deps.channels;
    const message = await channel?.render(
      { ...event, components: [], supersededUpdates: [] },
      null,
    );
    expect(message?.text).toContain(`${url}/incidents/${record.id}`);
  }
});

test('a command is about the page that it names, and asks which where there are several', async () => {
  const { db } = world.deps;
  expect((await pageNamed(db, SECOND_ID))?.name).toBe('secondreaders page');
  await expect(pageNamed(db, undefined)).rejects.toThrow(`${SECOND_ID}  secondreaders page`);
  await expect(pageNamed(db, 'nobody')).rejects.toThrow('No page has the ID “nobody”.');
});

/** `fetch` sets the host itself. */
function read(url: string, host: string, headers: Record<string, string> = {}): Promise<string> {
  return new Promise((done, fail) => {
    const asked = request(url, { headers: { ...headers, host } }, (answer) => {
      let text = '';
      answer.on('data', (data) => {
        text += data;
      });
      answer.on('end', () => done(text));
    });
    asked.on('error', fail).end();
  });
}
