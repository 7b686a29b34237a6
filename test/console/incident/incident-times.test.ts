import { afterEach, beforeEach, expect, test } from 'vitest';
import { HOUR, MINUTE } from '../../../api/domain/time/time.ts';
import { findIncident } from '../../../db/incident/incident.ts';
import { listTemplates } from '../../../db/template/template.ts';
import {
  type Browser,
  type ConsoleWorld,
  drawn,
  makeConsole,
} from '../../support/world/console.ts';
import { NOON } from '../../support/world/world.ts';

let world: ConsoleWorld;
let lead: Browser;
let id: string;
let resolved: string;
beforeEach(async () => {
  world = await makeConsole();
  lead = await world.as('publisher', 'Lea Lovage');
  const templates = await listTemplates(world.deps.db, world.pageId);
  resolved = templates.find(({ state }) => state === 'resolved')?.id ?? '';
  world.wait(37_000); // a submission is rarely at a full minute
  const first = { state: 'investigating', template: '', name: 'Payments fail', do: 'publish' };
  const input = { body: 'Looking.', warned: 'no-promise' };
  const answer = await lead.post('/admin/incidents/new', { ...first, ...input });
  id = /incidents\/(\w+)\?/.exec(answer.headers.get('location') ?? '')?.[1] ?? '';
  world.wait(2 * HOUR);
});
afterEach(() => world.close());

const stored = () => findIncident(world.deps.db, world.pageId, id);
const end = (since: string, until: string) =>
  lead.post(`/admin/incidents/${id}`, {
    state: 'resolved',
    template: resolved,
    incident: id,
    'f.since': since,
    'f.end': until,
    'f.impact': 'Payments failed',
    body: 'It is over.',
    composed: '',
    do: 'publish',
  });

test('the answers to “since when?” and “until when?” set the incident’s start and end', async () => {
  expect((await end('2026-11-20T11:40', '2026-11-20T13:15')).status).toBe(303);
  expect(await stored()).toMatchObject({
    startedAt: NOON - 20 * MINUTE,
    resolvedAt: NOON + 75 * MINUTE,
  });
});

test('a start time that was not edited keeps its seconds', async () => {
  expect((await end('2026-11-20T12:00', '2026-11-20T14:00')).status).toBe(303);
  expect(await stored()).toMatchObject({ startedAt: NOON + 37_000, resolvedAt: NOON + 2 * HOUR });
});

test('an edited title is checked at its field, and a reason overrides the check', async () => {
  const edit = (more: Record<string, string>) =>
    lead.post(`/admin/incidents/${id}/edit`, { impactOverride: '', ...more });
  const { findings } = await drawn(await edit({ name: 'db01 is full' }));
  expect(findings?.[0]).toMatchObject({ rule: 'host', found: 'db01', place: { in: 'title' } });
  expect((await edit({ name: 'db01 is full', override: 'so called' })).status).toBe(303);
  expect((await stored())?.name).toBe('db01 is full');
  expect((await edit({ name: 'db01 is full', impactOverride: 'minor' })).status).toBe(303);
});

test('before the page has an owner, signing in leads to set-up', async () => {
  const answer = await world.browser().get('/admin/sign-in');
  expect(answer.headers.get('location')).toBe('/setup');
  await world.as('owner');
  expect((await world.browser().get('/admin/sign-in')).status).toBe(200);
});
