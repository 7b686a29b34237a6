import { afterAll, beforeAll, expect, test } from 'vitest';
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
import { dump } from '../support/dump.ts';
import { addMember, NewMember } from '../support/people.ts';
import { type Server, startServer } from '../support/server.ts';
import { makeWorld, type World } from '../support/world.ts';
import { rows } from './routes.ts';

const INCIDENTS = 10;
let world: World;
let server: Server;
let planted = 0;
const incidents: string[] = [];

/** A word that occurs nowhere else; its place is in its name. */
const canary = (place: string): string => `canary${++planted}${place.replaceAll('_', '')}`;

beforeAll(async () => {
  world = await makeWorld();
  for (let n = 0; n < INCIDENTS; n++) incidents.push(await filledRoom(n));
  server = await startServer({ env: { DATABASE_URL: world.url } });
});
afterAll(async () => {
  await server?.stop();
  world.close();
});

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
  return incidents.map((id) =>
    filled.replace(/:file\{.*?\.(ics|json)\}/, `${id}.$1`).replace(/:id(\{[^}]*\}\})?/, id),
  );
};

test('500 canaries are planted', () => expect(planted).toBeGreaterThanOrEqual(500));

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

test('neither has metrics, the log, the snapshot, nor mail to subscribers', async () => {
  const { deps, owner, pageId } = world;
  const token = await issueToken(deps, owner, pageId, { name: 'metrics', role: 'viewer' });
  const headers = { authorization: `OAuth ${token}` };
  const metrics = await (await fetch(`${server.url}/metrics`, { headers })).text();
  expect(metrics).not.toMatch(/canary\d/);
  expect(server.output()).not.toMatch(/canary\d/);
  expect(JSON.stringify(await deps.snapshots.current())).not.toMatch(/canary\d/);
  const tables = await dump(deps.db, ['notification', 'public_text']);
  expect(JSON.stringify(tables)).not.toMatch(/canary\d/);
});

test('the API shows a room to the team only', async () => {
  const path = `${server.url}/v1/pages/${world.pageId}/incidents/${incidents[0]}/internal_updates`;
  const answer = await fetch(path);
  expect([answer.status, await answer.text()]).toEqual([401, expect.not.stringMatching(/canary/)]);
});
