import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { removePagerDuty, savePagerDuty } from '../../api/actions/escalation/pagerduty.ts';
import { createPolicy } from '../../api/actions/escalation/policy.ts';
import { createIncident, patchIncident } from '../../api/actions/incident/index.ts';
import { IncidentPatch, NewIncident } from '../../api/actions/incident/input.ts';
import { escalateObligations } from '../../api/actions/obligation/escalate.ts';
import { acknowledge } from '../../api/actions/room/acknowledge.ts';
import { escalateNow } from '../../api/actions/room/escalate-now.ts';
import { EscalationPolicy } from '../../api/domain/escalation/policy.ts';
import { HOUR, MINUTE } from '../../api/domain/time/time.ts';
import { readTimeline } from '../../api/reads/incident/room.ts';
import { findIncidentRow } from '../../db/room/event.ts';
import { sendToLoopback } from '../support/chat/destinations.ts';
import { PagerDuty } from '../support/chat/pagerduty.ts';
import { makeWorld, type World } from '../support/world/world.ts';

const KEY = 'R0123456789012345678901234567abc';
const US = 'https://events.pagerduty.com';
let pager: PagerDuty;
let world: World;
const urls: string[] = [];
const script = { kind: 'token', id: 'bridge', name: 'bridge', role: 'publisher' } as const;

beforeEach(async () => {
  pager = await new PagerDuty().start();
  pager.services.add(KEY);
  urls.length = 0;
  world = await makeWorld();
  Object.assign(world.deps, {
    send: (request: Parameters<typeof sendToLoopback>[0]) => {
      urls.push(request.url);
      return sendToLoopback({
        ...request,
        url: request.url.replace(/^https:\/\/[^/]+/, pager.url),
      });
    },
  });
});
afterEach(async () => {
  world.close();
  await pager.stop();
});

const tick = () => escalateObligations(world.deps);
const room = (incidentId: string) => ({ pageId: world.pageId, incidentId });
async function setUp(levels: object[] = [{ after: 5, targets: [{ type: 'pagerduty' }] }]) {
  const { deps, pageId } = world;
  await savePagerDuty(deps, world.owner, pageId, { routingKey: KEY, region: 'us' });
  const policy = EscalationPolicy.parse({ name: 'Pager', levels });
  await createPolicy(deps, world.owner, pageId, policy);
}
async function open(more: object = {}): Promise<string> {
  const input = {
    name: 'Payments fail',
    state: 'investigating',
    body: 'Looking.',
    severity: 'SEV1',
  };
  const incident = NewIncident.parse({ ...input, ...more });
  return (await createIncident(world.deps, script, world.pageId, incident)).id;
}
const resolve = (id: string) =>
  patchIncident(
    world.deps,
    script,
    world.pageId,
    id,
    IncidentPatch.parse({ state: 'resolved', body: 'Fixed.' }),
  );
const states = async () =>
  (
    await world.deps.db.all<{ action: string; state: string }>(
      sql`select action, state from pagerduty_event order by rowid`,
    )
  ).map(({ action, state }) => `${action} ${state}`);

test('a level triggers an alert, which is acknowledged and resolved with its incident', async () => {
  await setUp();
  const id = await open();
  await tick();
  expect(pager.log).toEqual([]);
  world.wait(5 * MINUTE);
  await tick();
  await tick();
  expect(pager.log).toEqual(['trigger SEV1: Payments fail']);
  expect(urls).toEqual([`${US}/v2/enqueue`]);
  await acknowledge(world.deps, world.owner, room(id));
  await tick();
  await resolve(id);
  await tick();
  await tick();
  expect(pager.log).toEqual([
    'trigger SEV1: Payments fail',
    'acknowledge SEV1: Payments fail',
    'resolve SEV1: Payments fail',
  ]);
  expect([...pager.alerts]).toMatchObject([[`allclear-${id}`, { state: 'resolved' }]]);
  expect(pager.refused).toEqual([]);
  const incident = await findIncidentRow(world.deps.db, world.pageId, id);
  const lines = incident && (await readTimeline(world.deps.db, incident, { hidden: false }));
  expect(lines?.map(({ text }) => text)).toContain(
    'Nobody has acknowledged the incident. Notified: PagerDuty',
  );
});

test('a rate limit, an error and a lost answer are tried again, in order, and one alert is left', async () => {
  await setUp();
  const troubles = [{ status: 429, headers: { 'retry-after': '120' } }, { status: 503 }, 'drop'];
  pager.trouble = () => (troubles.shift() ?? null) as ReturnType<PagerDuty['trouble']>;
  const id = await open();
  world.wait(5 * MINUTE);
  await tick();
  world.wait(MINUTE);
  await tick();
  expect(pager.calls).toBe(1);
  await resolve(id);
  for (let minute = 0; minute < 30; minute++) {
    world.wait(MINUTE);
    await tick();
  }
  expect(pager.calls).toBe(5);
  // The answer that was lost came after the event was taken.
  const trigger = 'trigger SEV1: Payments fail';
  expect(pager.log).toEqual([trigger, trigger, 'resolve SEV1: Payments fail']);
  expect([...pager.alerts.values()]).toMatchObject([{ state: 'resolved' }]);
  expect(await states()).toEqual(['trigger sent', 'resolve sent']);
});

test('nobody is paged for what was acknowledged or ended before the event was sent', async () => {
  await setUp();
  const one = await open();
  const other = await open({ name: 'Search fails' });
  world.wait(5 * MINUTE);
  await world.deps.db.$client.execute(
    "insert into pagerduty_event (id, page_id, incident_id, round, action, due_at, created_at) select 'e' || id, page_id, id, 0, 'trigger', 0, 0 from incident",
  );
  await acknowledge(world.deps, world.owner, room(one));
  await resolve(other);
  await tick();
  expect(pager.calls).toBe(0);
  expect(await states()).toEqual(['trigger dropped', 'trigger dropped']);
});

test('a wrong key is not tried again, and the settings say so; the key is stored encrypted', async () => {
  await setUp();
  pager.services.clear();
  await open();
  world.wait(5 * MINUTE);
  await tick();
  world.wait(HOUR);
  await tick();
  expect(pager.refused).toEqual(['routing_key of no service']);
  const [row] = await world.deps.db.all<{ failure: string; routing_key: string }>(
    sql`select failure, routing_key from pagerduty_integration`,
  );
  expect(row?.failure).toContain('refused the event (400)');
  expect(row?.routing_key).not.toContain(KEY);
});

test('“Escalate now” pages at once; a drill and a removed integration page nobody', async () => {
  await setUp([
    { after: 60, targets: [{ type: 'pagerduty' }] },
    { after: 90, targets: [{ type: 'role', role: 'owners' }] },
  ]);
  const id = await open();
  await escalateNow(world.deps, world.owner, room(id));
  expect(pager.log).toEqual(['trigger SEV1: Payments fail']);
  const drill = await open({ name: 'DRILL: Search fails' });
  await world.deps.db.$client.execute({
    sql: 'update incident set drill = 1 where id = ?',
    args: [drill],
  });
  await escalateNow(world.deps, world.owner, room(drill));
  await removePagerDuty(world.deps, world.owner, world.pageId);
  await escalateNow(world.deps, world.owner, room(await open({ name: 'Login fails' })));
  await resolve(id);
  await tick();
  expect(pager.calls).toBe(1);
  expect(await states()).toEqual(['trigger sent']);
});

test('a restricted incident is named by no event, and a long name fits', async () => {
  await setUp();
  const restricted = await open({ name: 'Card numbers leaked' });
  await world.deps.db.$client.execute({
    sql: "update incident set audience = 'restricted' where id = ?",
    args: [restricted],
  });
  await open({ name: 'x'.repeat(200) });
  world.wait(5 * MINUTE);
  await tick();
  expect(pager.refused).toEqual([]);
  expect(pager.log.sort()).toEqual([
    'trigger SEV1: Restricted incident',
    `trigger SEV1: ${'x'.repeat(200)}`,
  ]);
});
