import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { playDrills } from '../../api/actions/drill/play.ts';
import { NewDrill, startDrill } from '../../api/actions/drill/start.ts';
import { endDrill } from '../../api/actions/drill/stop.ts';
import { restrict } from '../../api/actions/incident/access.ts';
import {
  createIncident,
  patchIncident,
  removeIncident,
  setInternalFields,
} from '../../api/actions/incident/index.ts';
import { IncidentPatch, NewIncident } from '../../api/actions/incident/input.ts';
import { escalateObligations } from '../../api/actions/obligation/escalate.ts';
import { acknowledge } from '../../api/actions/room/acknowledge.ts';
import { writeInternalUpdate } from '../../api/actions/room/card.ts';
import { startTimer } from '../../api/actions/room/timer.ts';
import { createApp } from '../../api/app.ts';
import { scenariosAsJson } from '../../api/cli/generate/scenarios.ts';
import type { Actor, Role } from '../../api/domain/response/role.ts';
import { InternalUpdate } from '../../api/domain/room/internal-update.ts';
import { MINUTE } from '../../api/domain/time/time.ts';
import { publicFiles } from '../../api/export/files.ts';
import { readDrill } from '../../api/reads/drill/drills.ts';
import { readInternalPage } from '../../api/reads/internal/page.ts';
import { listIncidents } from '../../db/incident/incident.ts';
import { findPage } from '../../db/page/page.ts';
import { readScenario } from '../../templates/drill/read.ts';
import { shippedScenarios } from '../../templates/drill/scenarios.ts';
import { rows as open } from '../security/routes.ts';
import { makeConsole } from '../support/world/console.ts';
import { rows } from '../support/world/dump.ts';
import { addPerson } from '../support/world/people.ts';
import { makeWorld, NOON, type World } from '../support/world/world.ts';

let world: World;
let lea: Actor;
let bea: Actor;

const person = (name: string, role?: Role) => addPerson(world, name, role);

beforeEach(async () => {
  world = await makeWorld();
  lea = await person('Lea');
  bea = await person('Bea');
  await world.deps.db.$client.execute({
    sql: `insert into subscriber (id, page_id, email, state, created_at, updated_at)
      values ('publicperson', ?, 'reader@example.org', 'active', 0, 0)`,
    args: [world.pageId],
  });
  const first = { name: 'Exports are slow', state: 'resolved', body: 'Exports are fast again.' };
  const real = NewIncident.parse({ ...first, deliverNotifications: false });
  await createIncident(world.deps, lea, world.pageId, real);
});
afterEach(() => world.close());

const start = (input: object = {}) =>
  startDrill(
    world.deps,
    lea,
    world.pageId,
    NewDrill.parse({ scenario: 'deployment', participants: [lea.id, bea.id], ...input }),
  );
const update = (id: string, more: object) =>
  patchIncident(world.deps, lea, world.pageId, id, IncidentPatch.parse(more));
const letters = () =>
  rows(world.deps.db, 'select "to", subject, text from letter order by rowid') as Promise<
    { to: string; subject: string; text: string }[]
  >;
const goTo = (minutes: number) => world.wait(NOON + minutes * MINUTE - world.deps.clock());

type Answer = { status: number; hash: string };

/** Hashes by path of all that readers get at noon, from a process that has just started. */
async function publicBytes(ids: readonly string[]): Promise<Record<string, Answer>> {
  const fresh = await makeWorld({ url: world.url, bare: true });
  const app = createApp(
    async () => fresh.deps,
    // Everything that a page is drawn from.
    async (_, locals, path) => Response.json({ path, ...locals, renderedAt: undefined }),
  );
  const ask = async (path: string) => {
    const answer = await app.request(`http://localhost:4321${path}`);
    const to = answer.headers.get('location');
    return to?.startsWith('/incidents/') ? app.request(`http://localhost:4321${to}`) : answer;
  };
  const hashes: Record<string, Answer> = {};
  const keep = (path: string, status: number, bytes: Uint8Array | string) => {
    hashes[path] = { status, hash: createHash('sha256').update(bytes).digest('hex') };
  };
  const isOpen = ({ need, route }: (typeof open)[number]) =>
    need === 'everyone' && route.startsWith('GET ');
  const paths = open.filter(isOpen).flatMap(({ route }) => {
    const filled = (route.split(' ')[1] ?? '')
      .replace(/:month\{.*?\)\}/, '2026-11')
      .replace(/:period\{.*\}$/, '2026')
      .replace(/:file\{\[0-9\].*\.(csv|json)\}$/, '2026-11.$1')
      .replace(/:(?:way|channel)\{(\w+).*\}$/, '$1')
      .replace('*', 'summary.json');
    return ids.map((id) =>
      filled.replace(/:file\{.*?\.(ics|json)\}/, `${id}.$1`).replace(/:id(\{[^}]*\}\})?/, id),
    );
  });
  const named = ['/history?q=drill', '/history?q=checkout', '/api/v2/status.json', '/de/history'];
  for (const path of new Set([...paths, ...named])) {
    const answer = await ask(path);
    keep(path, answer.status, await answer.text());
  }
  for await (const { path, bytes } of publicFiles(ask, { liveUrl: 'http://x', form: 'folders' }))
    keep(`file ${path}`, 200, bytes);
  fresh.deps.db.$client.close();
  return hashes;
}

describe('what nobody outside sees', () => {
  test('at ten times the speed, no shipped scenario changes a public byte or tells a subscriber', async () => {
    const before = await publicBytes(['notthere0000']);
    expect(Object.keys(before).length).toBeGreaterThan(40);
    for (const scenario of Object.keys(shippedScenarios)) {
      const from = (world.deps.clock() - NOON) / MINUTE;
      const id = await start({ scenario, speed: 10 });
      for (let minute = 0; minute <= 6; minute++) {
        goTo(from + minute);
        await playDrills(world.deps);
        await escalateObligations(world.deps);
        await respond(id, minute);
      }
      const left = await rows(world.deps.db, 'select 1 from drill_step where played_at is null');
      expect(left).toEqual([]);
      const after = await publicBytes(['notthere0000', id]);
      expect(pick(after, before)).toEqual(before);
      const about = Object.entries(after).filter(([path]) => path.includes(`incidents/${id}`));
      expect(about.length).toBeGreaterThan(3);
      expect(about.filter(([, { status }]) => status !== 404)).toEqual([]);
    }
    const sent = await letters();
    expect(sent.length).toBeGreaterThan(50);
    expect(sent.filter(({ to }) => !/^(lea|bea)@/.test(to))).toEqual([]);
    expect(sent.filter(({ subject }) => !subject.includes('DRILL: '))).toEqual([]);
    expect(sent.map(({ subject }) => subject)).toContain('Time is up: DRILL: Roll back');
    expect(await rows(world.deps.db, 'select 1 from notification')).toEqual([]);
  });

  /** What people do in a drill, minute by minute; one tries to make it public. */
  async function respond(id: string, minute: number): Promise<void> {
    const { deps, pageId } = world;
    const nextUpdateBy = deps.clock() + 3 * MINUTE;
    const on = { pageId, incidentId: id };
    if (minute === 1) {
      await acknowledge(deps, bea, on);
      await startTimer(deps, lea, on, { action: 'Roll back', owner: 'Lea', minutes: 1 });
    }
    if (minute === 2)
      await update(id, { state: 'identified', body: 'We are rolling back.', nextUpdateBy });
    if (minute === 3) {
      const fields = { severity: 'SEV1', leadId: lea.id, commanderId: bea.id };
      await setInternalFields(deps, lea, pageId, id, fields);
      const opening = update(id, { audience: 'public', body: 'To everybody.' });
      await expect(opening).rejects.toThrow(/drill/);
      await update(id, { name: 'Everything is down' });
    }
    if (minute === 5) await update(id, { state: 'resolved', body: 'Payments work again.' });
  }

  test('neither does a drill that is deleted', async () => {
    const before = await publicBytes(['notthere0000']);
    const id = await start();
    await update(id, { state: 'identified', body: 'Looking.' });
    await removeIncident(world.deps, lea, world.pageId, id, null);
    expect(await publicBytes(['notthere0000'])).toEqual(before);
  });

  test('it is in no list of incidents, not on the internal page, and can be neither restricted nor renamed out of it', async () => {
    const { deps, pageId } = world;
    const id = await start();
    await update(id, { name: 'Cards' });
    const [row] = await rows(deps.db, `select name, audience from incident where id = '${id}'`);
    expect(row).toEqual({ name: 'DRILL: Cards', audience: 'internal' });
    await expect(restrict(deps, lea, { pageId, incidentId: id })).rejects.toThrow(/drill/);
    const inside = await readInternalPage(
      deps.db,
      { page: { id: pageId, locale: 'en' }, locale: 'en' },
      { who: { userId: lea.id }, personId: lea.id },
      null,
    );
    expect(
      [...inside.open.map(({ record }) => record), ...inside.recent].map((one) => one.name),
    ).toEqual(['Exports are slow']);
    expect((await listIncidents(deps.db, pageId)).map(({ name }) => name)).toEqual([
      'Exports are slow',
    ]);
    expect(
      await listIncidents(deps.db, pageId, { filter: 'unresolved', drills: true }),
    ).toHaveLength(1);
  });

  test('people who subscribed to internal updates get none of a drill', async () => {
    const { deps, pageId } = world;
    await deps.db.$client.execute({
      sql: `insert into internal_subscriber (id, page_id, user_id, audience, created_at) values ('s', ?, ?, 'responders', 0)`,
      args: [pageId, bea.id],
    });
    const id = await start();
    const said = InternalUpdate.parse({
      audience: 'responders',
      currentState: 'Down.',
      nextUpdateBy: null,
    });
    await writeInternalUpdate(deps, lea, { pageId, incidentId: id }, said);
    expect(await letters()).toEqual([]);
  });
});

const pick = (all: Record<string, Answer>, like: Record<string, Answer>) =>
  Object.fromEntries(Object.keys(like).map((path) => [path, all[path]]));

describe('how it is played', () => {
  test('each step once, at its time, however often and by however many processes', async () => {
    const id = await start({ speed: 2 });
    const played = async () =>
      (
        await rows(
          world.deps.db,
          'select kind, sender from drill_step where played_at is not null order by position',
        )
      ).length;
    await Promise.all([playDrills(world.deps), playDrills(world.deps)]);
    expect(await played()).toBe(1);
    goTo(3);
    const other = await makeWorld({ url: world.url, bare: true });
    other.wait(3 * MINUTE);
    await Promise.all([playDrills(world.deps), playDrills(other.deps), playDrills(other.deps)]);
    other.deps.db.$client.close();
    expect(await played()).toBe(4);
    const events = await rows(
      world.deps.db,
      `select kind, text, at from incident_event where incident_id = '${id}' order by at`,
    );
    expect(events.map(({ kind, at }) => [kind, (Number(at) - NOON) / MINUTE])).toEqual([
      ['observation', 0],
      ['observation', 1],
      ['communication', 2],
      ['question', 3],
    ]);
    expect(String(events[3]?.text)).toMatch(/^Question from Support: We have 14 tickets/);
    const to = (await letters()).map(({ to: address }) => address);
    expect([to.length, new Set(to).size]).toEqual([8, 2]);
  });

  test('nothing is played once it is over', async () => {
    const id = await start();
    await playDrills(world.deps);
    await endDrill(world.deps, lea, world.pageId, id);
    await endDrill(world.deps, bea, world.pageId, id);
    goTo(60);
    await playDrills(world.deps);
    expect(await letters()).toHaveLength(2);
    const [drill] = await rows(world.deps.db, 'select stopped_by from drill');
    expect(drill?.stopped_by).toBe('Lea');
  });

  test('starting one is no acknowledgment: whoever takes part is waited for', async () => {
    await person('Olga', 'owner');
    await start();
    goTo(6);
    await escalateObligations(world.deps);
    expect((await letters()).map(({ subject }) => subject)).toContain(
      'Not acknowledged: DRILL: A deployment goes wrong',
    );
  });
});

test('the score counts people’s own minutes, kept promises and warnings', async () => {
  const { deps, pageId } = world;
  const id = await start({ speed: 10 });
  goTo(2);
  await acknowledge(deps, bea, { pageId, incidentId: id });
  goTo(4);
  await update(id, {
    state: 'investigating',
    body: 'Card payments fail.',
    nextUpdateBy: NOON + 10 * MINUTE,
  });
  goTo(12);
  await update(id, {
    state: 'identified',
    body: 'We are rolling back.',
    nextUpdateBy: NOON + 20 * MINUTE,
  });
  goTo(18);
  await update(id, { state: 'resolved', body: 'Payments work again.' });
  const page = await findPage(deps.db, pageId);
  if (!page) throw new Error('no page');
  const shown = await readDrill(deps.db, page, id, { findings: 3, now: deps.clock() });
  expect(shown?.figures.map(({ key, value, isMet }) => [key, value, isMet])).toEqual([
    ['acknowledge', 2, true],
    ['first_word', 4, true],
    ['diagnose', 12, true],
    ['mitigate', 18, true],
    ['resolve', 18, true],
    ['cadence', 0.5, false],
    ['preflight', 3, false],
  ]);
});

test('the stored scenarios are those of the YAML files, and a wrong file is told by its place', () => {
  const file = new URL('../../templates/drill/scenarios.json', import.meta.url);
  expect(readFileSync(file, 'utf8')).toBe(scenariosAsJson());
  expect(Object.keys(shippedScenarios)).toHaveLength(3);
  const wrong = (yaml: string) => readScenario(yaml) as { fault: string };
  expect(wrong('title: x\nsteps:\n  - at: soon').fault).toBe(
    'steps 1 at: “at” is a number of minutes.',
  );
  expect(wrong('title: [').fault).toMatch(/^Invalid YAML/);
  expect(wrong('{}').fault).toMatch(/^title/);
});

test('the console starts a drill of your own, shows its score and ends it', async () => {
  const console = await makeConsole();
  const browser = await console.as('publisher', 'Lea Lind');
  const refused = await browser.post('/admin/on-call/drills', {
    scenario: 'own',
    yaml: 'title: x',
  });
  expect([refused.status, await refused.text()]).toEqual([422, expect.stringContaining('steps')]);
  const yaml = 'title: Queue is full\nsteps:\n  - {at: 0, kind: alert, text: Queue at 100 %}';
  const answer = await browser.post('/admin/on-call/drills', { scenario: 'own', yaml });
  const room = answer.headers.get('location') ?? '';
  expect([answer.status, room]).toEqual([303, expect.stringMatching(/^\/admin\/incidents\/\w+$/)]);
  const id = room.split('/').at(-1);
  expect(await (await browser.get('/admin/on-call/drills')).text()).toContain(
    'DRILL: Queue is full',
  );
  const ended = await browser.post(`/admin/on-call/drills/${id}/end`, {});
  expect(ended.headers.get('location')).toBe(`/admin/on-call/drills/${id}?done=drill-ended`);
  expect(await (await browser.get(`/admin/on-call/drills/${id}`)).text()).toContain(
    '"key":"first_word"',
  );
  console.close();
});
