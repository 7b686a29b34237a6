import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { removeMember } from '../../../api/actions/team/member.ts';
import { issueToken } from '../../../api/actions/team/token.ts';
import { DAY } from '../../../api/domain/time/time.ts';
import { type Server, startServer } from '../../support/server/server.ts';
import { cachePasswords } from '../../support/world/passwords.ts';
import { addMember, NewMember } from '../../support/world/people.ts';
import { makeWorld, type World } from '../../support/world/world.ts';

/** What somebody did stays readable after they left the team, on every screen and in every answer. */
const PASSWORD = 'correct horse battery';
const folder = mkdtempSync(join(tmpdir(), 'allclear-left-'));
const tokens = { mara: '', olga: '' };
const ids: Record<string, string> = {};
let world: World;
let server: Server;
let cookie = '';

type Who = keyof typeof tokens;
async function ask(who: Who, method: string, path: string, body?: object) {
  const response = await fetch(`${server.url}/v1/pages/${world.pageId}${path}`, {
    method,
    headers: { authorization: `OAuth ${tokens[who]}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (response.status >= 400) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text;
}
const make = async (who: Who, path: string, body: object): Promise<{ id: string }> =>
  JSON.parse(await ask(who, 'POST', path, body));

beforeAll(async () => {
  world = await makeWorld({ url: `file:${join(folder, 'allclear.db')}` });
  world.wait(Date.now() - world.deps.clock()); // the server's clock is real
  const { deps, owner, pageId } = world;
  await cachePasswords(deps);
  server = await startServer({ folder, env: { SECRET_KEY: world.secret } });
  for (const [key, name, role] of [
    ['mara', 'Mara Quist', 'publisher'],
    ['olga', 'Olga Owner', 'owner'],
  ] as const) {
    const email = `${key}@example.com`;
    const person = NewMember.parse({ name, email, role, password: PASSWORD });
    const id = await addMember(deps, owner, pageId, person);
    ids[key] = id;
    const actor = { kind: 'user', id, name, role, pageId } as const;
    tokens[key] = await issueToken(deps, actor, pageId, { name, role });
  }
  const mara = 'mara@example.com';
  const grave = { name: 'Payments fail', severity: 'SEV1', status: 'investigating' };
  const incident = await make('mara', '/incidents', { incident: { ...grave, body: 'We look.' } });
  ids.incident = incident.id;
  const room = `/incidents/${incident.id}`;
  const roles = { commander: mara, comms_lead: mara, tech_lead: mara, scribe: mara };
  await ask('olga', 'PATCH', `${room}/roles`, { roles });
  await make('mara', `${room}/acknowledge`, {});
  await ask('mara', 'PUT', `${room}/triage`, { triage: { what_is_broken: 'Cards' } });
  await make('mara', `${room}/events`, { event: { text: '! Roll back' } });
  await make('mara', `${room}/internal_updates`, { internal_update: { current_state: 'Down.' } });
  await make('mara', `${room}/timers`, { timer: { action: 'Restart', owner: mara, minutes: 5 } });
  await make('mara', `${room}/hypotheses`, { hypothesis: { text: 'The queue' } });
  const reached = { kind: 'mitigated', level: 'partial', reason: 'by phone' };
  await make('mara', `${room}/milestones`, { milestone: reached });
  ids.runbook = (
    await make('mara', '/runbooks', { runbook: { title: 'Cards', body: '1. Restart' } })
  ).id;
  const started = { run: { incident_id: incident.id } };
  ids.run = (await make('mara', `/runbooks/${ids.runbook}/runs`, started)).id;
  ids.handover = (
    await make('mara', `${room}/handover`, { handover: { to: 'olga@example.com' } })
  ).id;
  const schedule = { name: 'Primary', time_zone: 'Etc/UTC' };
  ids.schedule = (await make('mara', '/schedules', { schedule })).id;
  const starts_at = new Date(Date.now() - 3 * DAY).toISOString();
  const rotation = { name: 'Days', people: [mara], unit: 'day', every: 2, starts_at };
  await make('mara', `/schedules/${ids.schedule}/rotations`, { rotation });
  const both = { name: 'Both', time_zone: 'Etc/UTC' };
  ids.both = (await make('mara', '/schedules', { schedule: both })).id;
  const pair = { ...rotation, people: [mara, 'olga@example.com'], every: 1 };
  await make('mara', `/schedules/${ids.both}/rotations`, { rotation: pair });
  const levels = [{ after: 0, targets: [{ type: 'person', id: mara }] }];
  ids.policy = (
    await make('olga', '/escalation_policies', { escalation_policy: { name: 'Grave', levels } })
  ).id;
  await make('olga', `${room}/escalate`, {});
  ids.drill = (
    await make('mara', '/drills', { drill: { scenario: 'database', participants: [mara] } })
  ).id;
  await ask('mara', 'PATCH', room, { incident: { status: 'resolved', body: 'Fixed.' } });
  ids.review = (await make('mara', '/reviews', { review: { incident_id: incident.id } })).id;
  const item = { owner_id: ids.mara, due_on: '2036-12-24', incident_id: incident.id };
  ids.item = (
    await make('mara', '/action_items', { action_item: { ...item, title: 'Add an alert' } })
  ).id;
  const fix = { ...item, title: 'Undo the restart loop', kind: 'temporary_fix' };
  ids.fix = (await make('mara', '/action_items', { action_item: fix })).id;
  const signIn = new URLSearchParams({ email: 'olga@example.com', password: PASSWORD });
  const headers = { origin: server.url };
  const signedIn = await fetch(`${server.url}/admin/sign-in`, {
    ...{ method: 'POST', body: signIn, headers, redirect: 'manual' },
  });
  cookie = signedIn.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  await removeMember(deps, owner, pageId, ids.mara ?? '');
}, 240_000);
afterAll(async () => {
  await server?.stop();
  world?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Path, and whether it says who it was: by name, or “former member”. */
const SCREENS: [path: string, namesHer: boolean][] = [
  ['/admin', false],
  ['/admin/incidents', false],
  ['/admin/incidents/:incident', true],
  ['/admin/incidents/:incident/handover/:handover', true],
  ['/admin/incidents/:incident/edit', false],
  ['/admin/reviews', true],
  ['/admin/reviews/:review', true],
  ['/admin/reviews/:review/edit', true],
  ['/admin/reviews/action-items', true],
  ['/admin/reviews/action-items/:item', true],
  ['/admin/reviews/action-items/:fix', true],
  ['/admin/insights', false],
  ['/admin/on-call', false],
  ['/admin/on-call/schedules/:schedule', true],
  ['/admin/on-call/schedules/:both', true],
  ['/admin/on-call/handover', false],
  ['/admin/on-call/escalation', true],
  ['/admin/on-call/escalation/:policy', false],
  ['/admin/on-call/drills', false],
  ['/admin/on-call/drills/:drill', true],
  ['/admin/runbooks', false],
  ['/admin/runbooks/:runbook', true],
  ['/admin/runbooks/:runbook/runs/:run', true],
  ['/admin/settings/audit-log', true],
  ['/admin/settings/members', false],
  ['/internal', false],
  ['/internal/incidents/:incident', true],
];
const ANSWERS: [path: string, namesHer: boolean][] = [
  ['/incidents/:incident/events', true],
  ['/incidents/:incident/roles', true],
  ['/incidents/:incident/triage', true],
  ['/incidents/:incident/milestones', true],
  ['/incidents/:incident/internal_updates', true],
  ['/incidents/:incident/acknowledge', true],
  ['/incidents/:incident/handover', true],
  ['/incidents/:incident/timers', true],
  ['/incidents/:incident/hypotheses', true],
  ['/schedules/:schedule', false],
  ['/schedules/:schedule/on_call', false],
  ['/schedules/:schedule/shifts', true],
  ['/shift_handovers', false],
  ['/escalation_policies/:policy', false],
  ['/on_call.yaml', false],
  ['/reviews/:review', true],
  ['/action_items', true],
  ['/action_items/:item', true],
  ['/figures', false],
  ['/figures.csv', false],
  ['/drills/:drill', true],
  ['/runbooks/:runbook', false],
  ['/obligations', false],
];
const filled = (path: string) => path.replace(/:(\w+)/g, (_, name: string) => ids[name] ?? name);
const NAMED = /Mara Quist|former member/i;
/** Text where a value is missing. */
const BROKEN = /\bundefined\b|\[object Object\]|\bNaN\b/;

test.each(SCREENS)('%s is readable', async (path, namesHer) => {
  const response = await fetch(server.url + filled(path), { headers: { cookie } });
  const html = (await response.text()).replace(
    /<script[\s\S]*?<\/script>|<style[\s\S]*?<\/style>/g,
    '',
  );
  expect([response.status, BROKEN.exec(html)?.[0]]).toEqual([200, undefined]);
  if (namesHer) expect(html).toMatch(NAMED);
});

test.each(ANSWERS)('GET %s is readable', async (path, namesHer) => {
  const text = await ask('olga', 'GET', filled(path));
  expect(BROKEN.exec(text)?.[0]).toBeUndefined();
  if (namesHer) expect(text).toMatch(NAMED);
});

test('a schedule of nobody else names the hours that nobody covers, and says who had it before', async () => {
  const read = JSON.parse(await ask('olga', 'GET', `/schedules/${ids.schedule}`));
  expect(read.gaps.length).toBeGreaterThan(0);
  const now = JSON.parse(await ask('olga', 'GET', `/schedules/${ids.schedule}/on_call`));
  expect(now).toMatchObject({
    ...{ gap: true, people: [] },
    left_the_team: [{ name: 'Mara Quist' }],
  });
  const page = await fetch(`${server.url}/admin/on-call`, { headers: { cookie } });
  expect(await page.text()).toMatch(/nobody|no one/i);
});
