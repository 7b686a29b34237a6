import { afterEach, beforeEach, expect, test } from 'vitest';
import { auditKinds } from '../../../api/domain/audit/kinds.ts';
import { write } from '../../../db/engine/write.ts';
import { listIncidents } from '../../../db/incident/incident.ts';
import { insertAudit } from '../../../db/page/page.ts';
import {
  type Browser,
  type ConsoleWorld,
  drawn,
  makeConsole,
  propsIn,
} from '../../support/world/console.ts';
import { openForm } from '../../support/world/drafts.ts';

let world: ConsoleWorld;
beforeEach(async () => {
  world = await makeConsole();
});
afterEach(() => world.close());

const LOG = '/admin/settings/audit-log';
const logFor = async (owner: Browser, query = '') =>
  propsIn(await drawn(await owner.get(`${LOG}${query}`)), LOG);
const sentences = async (owner: Browser, query = '') =>
  (await logFor(owner, query)).lines.map(({ by, lead, name, tail }) =>
    [by.name, lead, name, tail].filter(Boolean).join(' '),
  );

test('the audit log says in plain sentences who did what, newest first', async () => {
  const owner = await world.as('owner', 'Olga');
  const ana = await world.as('publisher', 'Ana');
  const id = await world.component('Cards');
  const opened = openForm({
    name: 'Card payments failing',
    do: 'publish',
    [`c.${id}`]: 'major_outage',
  });
  expect((await ana.post('/admin/incidents/new', { ...opened, impactOverride: '' })).status).toBe(
    303,
  );
  const [incident] = await listIncidents(world.deps.db, world.pageId, {});
  const next = openForm({ state: 'identified', body: 'A faulty card network.', do: 'publish' });
  const update = {
    ...next,
    key: 'another-key',
    draft: 'draft0000002',
    [`c.${id}`]: 'major_outage',
  };
  expect((await ana.post(`/admin/incidents/${incident?.id}`, update)).status).toBe(303);
  await owner.post(`/admin/components/${id}`, { name: 'Card payments', status: 'operational' });
  await owner.post('/admin/settings/email', { mailHold: '60', remindBefore: '24 h' });
  await owner.post('/admin/settings/tokens', { name: 'Deploys', role: 'publisher' });
  await owner.post(`/admin/incidents/${incident?.id}/delete`, {});

  const log = await sentences(owner);
  expect(log.slice(0, 4)).toEqual([
    'Olga deleted the incident Card payments failing',
    'Olga created the API token Deploys (publisher)',
    'Olga changed the email settings',
    'Olga edited Card payments',
  ]);
  expect(log).toContain('Ada Owner added Cards');
  expect(log).toContain('Ana published “Identified” on Card payments failing');
  expect(log).toContain('Ana opened with “Investigating”: Card payments failing');
  expect(log).toContain('Ana signed in');
  expect(log.some((line) => /added Ana as publisher$/.test(line))).toBe(true);

  const { lines } = await logFor(owner, '?kind=settings');
  expect(lines[0]?.changes).toEqual([{ label: 'email delay', from: '30', to: '60' }]);
});

test('the log is filtered by person and by kind, and paged', async () => {
  const owner = await world.as('owner', 'Olga');
  await world.as('publisher', 'Ana');
  const { people } = await logFor(owner);
  const [ana] = people.find(([, name]) => name === 'Ana') ?? [];
  expect(await sentences(owner, `?who=${ana}`)).toEqual(['Ana signed in']);
  expect(await sentences(owner, `?who=${ana}&kind=settings`)).toEqual([]);
  expect(await sentences(owner, '?kind=nonsense&who=')).toContain('Ana signed in');

  const { deps, owner: author, pageId } = world;
  for (let n = 0; n < 60; n++)
    await write(deps.db, [
      insertAudit(deps.db, {
        ...{ id: deps.newId(), pageId, at: deps.clock() + n, actor: author },
        ...{ action: 'add', subject: 'subscriber', subjectId: `subscriber${n}` },
      }),
    ]);
  const first = await logFor(owner, '?kind=subscribers');
  const second = await logFor(owner, '?kind=subscribers&page=2');
  expect([first.lines.length, first.more, second.lines.length, second.more]).toEqual([
    50,
    true,
    10,
    false,
  ]);
  expect(first.lines[0]?.at).toBeGreaterThan(second.lines[0]?.at ?? 0);
});

test('the log has the reason for publishing despite a check, and no address of a subscriber', async () => {
  const owner = await world.as('owner', 'Olga');
  const id = await world.component('Cards');
  const reason = 'That is the name of our product.';
  const text = { body: 'We are restarting db01.', override: reason };
  const sent = await owner.post(
    '/admin/incidents/new',
    openForm({
      ...text,
      name: 'Outage',
      do: 'publish',
      impactOverride: '',
      [`c.${id}`]: 'major_outage',
    }),
  );
  expect(sent.status).toBe(303);
  await owner.post('/admin/subscribers', { email: 'reader@example.com', scope: 'all' });
  const { lines } = await logFor(owner);
  expect(lines.flatMap(({ notes }) => notes).join()).toContain(reason);
  const added = lines.find(({ lead }) => lead === 'added a subscriber');
  expect(added).toBeDefined();
  expect(JSON.stringify(lines)).not.toContain('reader@example.com');
});

test('the export has the same entries, and no text that a spreadsheet would evaluate', async () => {
  const owner = await world.as('owner', 'Olga');
  await world.deps.db.$client.execute("update user set name = '=1+1' where name = 'Olga'");
  await owner.signIn('olga@example.com');
  const answer = await owner.get(`${LOG}/export?kind=team`);
  expect(answer.headers.get('content-type')).toContain('text/csv');
  const text = await answer.text();
  expect(text.split('\r\n')[0]).toContain('time,who,what,changes,notes');
  expect(text).toContain("'=1+1,signed in");
  expect(text).not.toMatch(/,=1/);
});

test('the log is filtered by days in the zone of the page, and exported as JSON with before and after', async () => {
  const owner = await world.as('owner', 'Olga');
  await owner.post('/admin/settings/email', { mailHold: '60', remindBefore: '24 h' });
  world.wait(48 * 3_600_000);
  await owner.signIn('olga@example.com');
  expect(await sentences(owner, '?from=2026-11-20&until=2026-11-20')).toContain(
    'Olga changed the email settings',
  );
  expect(await sentences(owner, '?from=2026-11-21')).toEqual(['Olga signed in']);
  expect(await sentences(owner, '?until=2026-11-19')).not.toContain(
    'Olga changed the email settings',
  );
  expect(await sentences(owner, '?from=soon&until=')).toContain('Olga changed the email settings');
  const answer = await owner.get(`${LOG}/export?kind=settings&until=2026-11-20&format=json`);
  expect(answer.headers.get('content-disposition')).toContain('audit-log.json');
  const entries = (await answer.json()) as { what: string; time: string; changes: object[] }[];
  expect(entries.find(({ what }) => what === 'changed the email settings')).toMatchObject({
    who: 'Olga',
    time: '2026-11-20T12:00:00.000Z',
    action: 'edit',
    changes: [{ field: 'email delay', before: '30', after: '60' }],
  });
});

test('an entry of an unknown kind is still shown', async () => {
  const owner = await world.as('owner', 'Olga');
  const { deps, owner: author, pageId } = world;
  await write(deps.db, [
    insertAudit(deps.db, {
      ...{ id: deps.newId(), pageId, at: deps.clock(), actor: author },
      ...{ action: 'polish', subject: 'crystal_ball', subjectId: 'none' },
    }),
  ]);
  expect((await sentences(owner))[0]).toContain('polish (crystal ball)');
});

test('each subject belongs to one kind', () => {
  const subjects = Object.values(auditKinds).flat();
  expect(new Set(subjects).size).toBe(subjects.length);
});
