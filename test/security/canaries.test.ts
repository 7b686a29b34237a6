import { afterAll, beforeAll, expect, test } from 'vitest';
import { createComponent } from '../../api/actions/component/component.ts';
import { NewComponent } from '../../api/actions/component/input.ts';
import { createIncident } from '../../api/actions/incident/index.ts';
import { NewIncident } from '../../api/actions/incident/input.ts';
import { acknowledge } from '../../api/actions/room/acknowledge.ts';
import { answerTriage, setMilestone, writeInternalUpdate } from '../../api/actions/room/card.ts';
import { addEvent } from '../../api/actions/room/event.ts';
import { assignRoles } from '../../api/actions/room/role.ts';
import { issueToken } from '../../api/actions/team/token.ts';
import type { Actor } from '../../api/domain/response/role.ts';
import { eventKinds } from '../../api/domain/room/event.ts';
import { internalAudiences } from '../../api/domain/room/internal-update.ts';
import { milestoneKinds } from '../../api/domain/room/milestone.ts';
import { responseRoles } from '../../api/domain/room/response-role.ts';
import { triageFields } from '../../api/domain/room/triage.ts';
import { publicFiles } from '../../api/export/files.ts';
import { encodeCopy } from '../../api/snapshot/last-known.ts';
import { startEdge } from '../support/edge/edge.ts';
import { startSqld } from '../support/edge/sqld.ts';
import { plantEverywhere, toReaders } from '../support/hostile/canaries.ts';
import { startServer } from '../support/server/server.ts';
import { dump } from '../support/world/dump.ts';
import { addMember, NewMember } from '../support/world/people.ts';
import { makeWorld, type World } from '../support/world/world.ts';
import { rows } from './routes.ts';

const INCIDENTS = 10;
const PASSWORD = 'correct horse battery';
let world: World;
let server: { url: string; output: () => string; stop: () => Promise<void> };
let planted = 0;
let bare: string[];
const incidents: string[] = [];
/** Canaries of restricted incidents: only the people they name may see them. */
let restricted: string[];
let internal: string[];

/** A word that occurs nowhere else; its place is in its name. */
const canary = (place: string, word = 'canary'): string =>
  `${word}${++planted}${place.replaceAll(/[_.]/g, '')}`;

beforeAll(async () => {
  const sqld = process.env.SUBJECT === 'edge' ? await startSqld() : null;
  world = await makeWorld(sqld ? { url: sqld.url } : {});
  await world.deps.db.$client.execute({
    sql: `insert into subscriber (id, page_id, email, state, created_at, updated_at)
      values ('publicperson', ?, 'reader@example.org', 'active', 0, 0)`,
    args: [world.pageId],
  });
  const cards = NewComponent.parse({ name: 'Cards', owner: canary('owner') });
  await createComponent(world.deps, world.owner, world.pageId, cards);
  for (let n = 0; n < INCIDENTS; n++) incidents.push(await filledRoom(n));
  restricted = [
    await openWith('restricted', 'secretcanary'),
    await openWith('restricted', 'secretcanary'),
  ];
  internal = [await openWith('internal', 'canary')];
  const all = [
    ...restricted.map((id) => ({ id, word: 'secretcanary' })),
    ...[...internal, ...incidents].map((id) => ({ id, word: 'canary' })),
  ];
  bare = await plantEverywhere(world.deps.db, all, canary);
  if (sqld) {
    const edge = await startEdge({ DATABASE_URL: sqld.url, SECRET_KEY: world.secret });
    const stop = async () => {
      await edge.stop();
      await sqld.stop();
    };
    server = { url: edge.url, output: () => '', stop };
  } else server = await startServer({ env: { DATABASE_URL: world.url } });
});
afterAll(async () => {
  await server?.stop();
  world.close();
});

/** An incident that readers do not know of, opened by somebody who is on the team. */
async function openWith(audience: 'internal' | 'restricted', word: string): Promise<string> {
  const { deps, owner, pageId } = world;
  const name = `Opener ${++planted}`;
  const email = `opener${planted}@example.com`;
  const person = NewMember.parse({ name, email, role: 'publisher', password: PASSWORD });
  const id = await addMember(deps, owner, pageId, person);
  const first = {
    ...{ audience, name: canary('name', word), state: 'investigating', body: canary('body', word) },
    translations: { de: { name: canary('title', word), body: canary('text', word) } },
  };
  const opener = { ...owner, id, name } as const;
  return (await createIncident(deps, opener, pageId, NewIncident.parse(first))).id;
}

/** A browser in which this person is signed in. */
async function signedIn(email: string) {
  const body = new URLSearchParams({ email, password: PASSWORD });
  const headers = { origin: server.url };
  const answer = await fetch(`${server.url}/admin/sign-in`, {
    ...{ method: 'POST', headers, body, redirect: 'manual' },
  });
  const cookie = answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  return async (path: string) =>
    (await fetch(server.url + path, { headers: { cookie }, redirect: 'manual' })).text();
}

/** An incident with a canary in every field that only the team writes or sees. */
async function filledRoom(n: number): Promise<string> {
  const { deps, owner, pageId } = world;
  const script = {
    kind: 'token',
    id: 'bridge',
    name: 'Bridge',
    role: 'publisher',
    pageId,
  } as const;
  const first = {
    ...{ name: `Payments fail ${n}`, state: 'investigating', body: `Looking, ${n}.` },
    ...{ severity: 'SEV2', metadata: { note: { text: canary('metadata') } } },
  };
  const { id } = await createIncident(deps, script, pageId, NewIncident.parse(first));
  const room = { pageId, incidentId: id };
  const writer = (place: string): Actor => ({ ...owner, name: canary(place) });
  for (const kind of eventKinds)
    for (let i = 0; i < 2; i++)
      await addEvent(deps, writer('author'), room, { kind, text: canary(kind) });
  const person = (role: string) =>
    addMember(
      deps,
      owner,
      pageId,
      NewMember.parse({
        ...{ name: canary(`${role}name`), email: `${canary(role)}@example.com` },
        ...{ role: 'publisher', password: 'correct horse' },
      }),
    );
  // Passwords are slow to hash, so people are made for the first incident only.
  const wanted: Record<string, string[]> = {};
  if (n === 0) for (const role of responseRoles) wanted[role] = [await person(role)];
  await assignRoles(deps, writer('assigner'), room, wanted);
  const answers = Object.fromEntries(triageFields.map((field) => [field, canary(field)]));
  await answerTriage(deps, writer('answerer'), room, answers);
  for (const kind of milestoneKinds)
    await setMilestone(deps, writer('marker'), room, { kind, level: null, reason: canary(kind) });
  for (const audience of internalAudiences)
    await writeInternalUpdate(deps, writer('teller'), room, {
      ...{ audience, currentState: canary('state'), whatWeKnow: canary('know') },
      ...{ whatWeAreDoing: canary('doing'), impact: canary('impact'), nextUpdateBy: null },
      updatesEvery: null,
    });
  await acknowledge(deps, writer('acknowledger'), room);
  return id;
}

/** The addresses of a route of everybody, with ids that are there. */
const addressesOf = (route: string): string[] => {
  const [, path = ''] = route.split(' ');
  const filled = path
    .replace(/:month\{.*?\)\}/, '2026-11')
    .replace(/:part\{.*\}$/, '2')
    .replace(/:period\{.*\}$/, '2026')
    .replace(/:file\{\[0-9\].*\.(csv|json)\}$/, '2026-11.$1')
    .replace(/:file\{\[0-9a-f\].*\}$/, `${'0'.repeat(32)}.png`)
    .replace('*', 'status.json');
  return [...incidents, ...restricted, ...internal].map((id) =>
    filled.replace(/:file\{.*?\.(ics|json)\}/, `${id}.$1`).replace(/:id(\{[^}]*\}\})?/, id),
  );
};

test('500 canaries are planted, in every internal text', () => {
  expect(planted).toBeGreaterThanOrEqual(500);
  expect(bare, 'columns without a canary: list what readers may see in support/canaries').toEqual(
    [],
  );
});

test('no public output has a word that was written for the team', async () => {
  const open = rows.filter(({ need, route }) => need === 'everyone' && route.startsWith('GET '));
  const paths = new Set([
    ...open.flatMap(({ route }) => addressesOf(route)),
    ...['/de', '/ja/history', '/history?q=canary', '/history?q=payments'],
  ]);
  expect(paths.size).toBeGreaterThan(100);
  const leaks: string[] = [];
  for (const path of paths) {
    const answer = await fetch(server.url + path, { redirect: 'manual' });
    const text = `${JSON.stringify([...answer.headers])}${await answer.text()}`;
    if (/canary\d/.test(text)) leaks.push(path);
  }
  expect(leaks).toEqual([]);
});

test('neither have the exported and mirrored files', async () => {
  const ask = (path: string) => fetch(server.url + path);
  const leaks: string[] = [];
  let files = 0;
  for await (const { path, bytes } of publicFiles(ask, { liveUrl: server.url, form: 'folders' })) {
    files++;
    if (/canary\d/.test(new TextDecoder().decode(bytes))) leaks.push(path);
  }
  expect([files > 40, leaks]).toEqual([true, []]);
});

test('neither have metrics, the log, the last-known copy, and emails to subscribers', async () => {
  const { deps, owner, pageId } = world;
  const token = await issueToken(deps, owner, pageId, { name: 'metrics', role: 'viewer' });
  const headers = { authorization: `OAuth ${token}` };
  const metrics = await (await fetch(`${server.url}/metrics`, { headers })).text();
  expect(metrics.match(/.*canary\d.*/g)).toBeNull();
  expect(server.output().match(/.{0,200}canary\d.{0,80}/g)).toBeNull();
  const snapshot = await deps.snapshots.current();
  if (!snapshot) throw new Error('no page');
  expect(encodeCopy(snapshot)).not.toMatch(/canary\d/);
  const tables = await dump(deps.db, toReaders);
  expect(tables.notification?.length).toBeGreaterThan(0);
  expect(JSON.stringify(tables)).not.toMatch(/canary\d/);
});

test('a restricted incident is only for the people it names, on the internal page too', async () => {
  const openers = await world.deps.db.$client.execute(
    "select email from user where email like 'opener%' order by created_at, email",
  );
  const [first, , other] = openers.rows.map(({ email }) => String(email));
  const [named, unnamed] = [await signedIn(first ?? ''), await signedIn(other ?? '')];
  const paths = [
    ...['/internal', '/internal?for=executives', '/admin', '/admin/incidents', '/admin/palette'],
    ...[...restricted, ...internal].map((id) => `/internal/incidents/${id}`),
    ...restricted.flatMap((id) => [`/admin/incidents/${id}`, `/admin/incidents/${id}/room`]),
    ...['/admin/reviews', '/admin/reviews/action-items', '/admin/insights?period=all&part=1'],
    '/admin/insights/export?period=all',
  ];
  const reviews = await world.deps.db.$client.execute(
    'select id, incident_id as incident from review',
  );
  const ofReview = new Map(reviews.rows.map((row) => [row.incident, `/admin/reviews/${row.id}`]));
  for (const path of ofReview.values()) paths.push(path, `${path}/edit`);
  expect(await named(ofReview.get(restricted[0] ?? '') ?? '')).toMatch(/secretcanary\d/);
  expect(await unnamed(ofReview.get(internal[0] ?? '') ?? '')).toMatch(/[^t]canary\d/);
  const runs = await world.deps.db.$client.execute(
    'select id, runbook_id as book, incident_id as incident from runbook_run',
  );
  const pageOf = ({ id, book }: (typeof runs.rows)[number]) => `/admin/runbooks/${book}/runs/${id}`;
  const runOf = (incident: string | undefined) => {
    const run = runs.rows.find((row) => row.incident === incident);
    return run ? pageOf(run) : '';
  };
  for (const run of runs.rows) paths.push(`/admin/runbooks/${run.book}`, pageOf(run));
  // The pages are drawn: who may read a run meets its words.
  expect(await named(runOf(restricted[0]))).toMatch(/Run: canary\d.*Started by secretcanary\d/s);
  expect(await unnamed(runOf(internal[0]))).toMatch(/Run: canary\d.*Started by canary\d/s);
  expect(await unnamed(`/admin/runbooks/${runs.rows[0]?.book}`)).toMatch(/[^t]canary\d/);
  for (const path of paths)
    expect([path, await unnamed(path)]).toEqual([
      path,
      expect.not.stringMatching(/secretcanary\d/),
    ]);
  expect(await unnamed('/internal')).toMatch(/[^t]canary\d/);
  expect(await named('/internal')).toMatch(/secretcanary\d/);
});

test('the API shows a room to the team only', async () => {
  const path = `${server.url}/v1/pages/${world.pageId}/incidents/${incidents[0]}/internal_updates`;
  const answer = await fetch(path);
  expect([answer.status, await answer.text()]).toEqual([401, expect.not.stringMatching(/canary/)]);
});
