import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createIncident } from '../../../api/actions/incident/index.ts';
import { NewIncident } from '../../../api/actions/incident/input.ts';
import type { Actor } from '../../../api/domain/response/role.ts';
import { listRunbooks } from '../../../db/runbook/runbook.ts';
import { starterRunbooks } from '../../../templates/runbook/starters/index.ts';
import {
  type Browser,
  type ConsoleWorld,
  drawn,
  makeConsole,
  propsIn,
} from '../../support/world/console.ts';

let world: ConsoleWorld;
let browser: Browser;
let viewer: Browser;
let owner: Browser;
let cards: string;
beforeAll(async () => {
  world = await makeConsole();
  browser = await world.as('publisher', 'Lea Lind');
  viewer = await world.as('viewer', 'Vera Voss');
  owner = await world.as('owner', 'Olga Orr');
  cards = await world.component('Cards');
});
afterAll(() => world.close());

const RUNBOOKS = '/admin/runbooks';
const all = () => listRunbooks(world.deps.db, world.pageId);
const called = async (title: string) =>
  (await all()).find((one) => one.title === title) ?? expect.fail(`no ${title}`);
const location = (answer: Response) => answer.headers.get('location') ?? '';
const library = async (query = '', who = browser) =>
  propsIn(await drawn(await who.get(`${RUNBOOKS}${query}`)), RUNBOOKS);

let opened = 0;
const incidentFor = async (more: object = {}, actor: Actor = world.owner) => {
  const first = {
    name: `Cards fail ${++opened}`,
    state: 'investigating',
    body: 'Looking.',
    severity: 'SEV2',
  };
  const components = { [cards]: 'partial_outage' };
  const input = NewIncident.parse({ ...first, components, ...more });
  return (await createIncident(world.deps, actor, world.pageId, input)).id;
};

const roomOf = async (incidentId: string) => {
  const page = await drawn(await browser.get(`/admin/incidents/${incidentId}`));
  const shown = propsIn(page, '/admin/incidents/[id]');
  return (!shown.isWriting && shown.room) || expect.fail('no room');
};

describe('the library', () => {
  test('is empty at first and offers starters, which are added once', async () => {
    expect(await library()).toMatchObject({ total: 0, readiness: { total: 1, notReady: 1 } });
    expect(location(await browser.post(`${RUNBOOKS}/starters`, {}))).toContain('starters-added');
    expect(location(await browser.post(`${RUNBOOKS}/starters`, {}))).toContain('starters-there');
    expect(await all()).toHaveLength(starterRunbooks.length);
  });

  test('keeps versions, refuses to overwrite somebody else’s changes, and restores', async () => {
    const fields = {
      title: 'Cards are slow',
      body: 'First',
      componentIds: cards,
      alertNames: 'CardsSlow\n\nCardsDown',
    };
    const made = await browser.post(`${RUNBOOKS}/new`, fields);
    const here = location(made).replace('?done=added', '');
    const save = (body: string, expectedRevision: string) =>
      browser.post(`${here}/edit`, { ...fields, body, expectedRevision });
    expect((await save('Second', '1')).status).toBe(303);
    const late = await save('Third', '1');
    expect(late.status).toBe(409);
    expect((await drawn(late)).form?.values.body).toBe('Third');
    await browser.post(`${here}/versions/1`, { expectedRevision: '2' });
    expect(await called('Cards are slow')).toMatchObject({
      ...{ body: 'First', revision: 3, componentIds: [cards] },
      alertNames: ['CardsSlow', 'CardsDown'],
    });
    const found = await library('?q=CARDSdown');
    expect(found.runbooks.map(({ title, components }) => [title, components])).toEqual([
      ['Cards are slow', ['Cards']],
    ]);
    const wrong = await browser.post(`${RUNBOOKS}/new`, {
      ...fields,
      title: ' ',
      componentIds: 'x',
    });
    expect(Object.keys((await drawn(wrong)).form?.fields ?? {})).toEqual(['title']);
  });

  test('is exported and imported as files, and the import shows changes first', async () => {
    const file = await (await browser.get(`${RUNBOOKS}/export`)).text();
    const send = (form: Record<string, string | File>) => {
      const data = new FormData();
      for (const [name, value] of Object.entries(form)) data.append(name, value);
      return browser.send(`${RUNBOOKS}/import`, data);
    };
    const same = propsIn(await drawn(await send({ text: file, do: 'look' })), `${RUNBOOKS}/import`);
    expect(new Set(same.plan?.planned.map(({ becomes }) => becomes))).toEqual(
      new Set(['unchanged']),
    );
    const md = new File(['Restart it.\n\n1. Wait'], 'fax-is-down.md', { type: 'text/markdown' });
    const shown = await drawn(await send({ file: md, do: 'look' }));
    const { plan, form } = propsIn(shown, `${RUNBOOKS}/import`);
    expect(plan?.planned.map(({ content, becomes }) => [content.title, becomes])).toEqual([
      ['fax-is-down', 'added'],
    ]);
    const before = (await all()).length;
    const imported = await send({ text: String(form?.values.text), do: 'import' });
    expect([imported.status, (await all()).length]).toEqual([303, before + 1]);
    const linked = '---\ntitle: fax-is-down\ncomponents: [Cards, Nothing]\ntags: a\n---\nText';
    const notes = propsIn(
      await drawn(await send({ text: linked, do: 'look' })),
      `${RUNBOOKS}/import`,
    );
    expect(notes.plan?.planned[0]).toMatchObject({
      becomes: 'changed',
      content: { componentIds: [cards] },
    });
    expect(notes.plan?.planned[0]?.notes).toHaveLength(2);
    const broken = new File(['---\ntitle: [\n---\n'], 'broken.md');
    const refused = await send({ file: broken, do: 'look' });
    expect([refused.status, (await drawn(refused)).form?.fields.text]).toEqual([
      422,
      expect.stringContaining('broken:'),
    ]);
    expect((await send({ text: '', do: 'look' })).status).toBe(422);
  });

  test('a single runbook is exported too, and archiving removes it from the list', async () => {
    const { id } = await called('fax-is-down');
    const file = await browser.get(`${RUNBOOKS}/${id}/export`);
    expect(file.headers.get('content-disposition')).toContain('fax-is-down.md');
    expect(await file.text()).toMatch(/^---\ntitle: fax-is-down\n---\n/);
    await browser.post(`${RUNBOOKS}/${id}/archive`, {});
    expect((await library('?q=fax')).runbooks).toEqual([]);
  });
});

describe('in an incident', () => {
  test('the room offers matching runbooks, and a run is ticked step by step', async () => {
    const { id } = await called('Cards are slow');
    await browser.post(`${RUNBOOKS}/${id}/edit`, {
      title: 'Cards are slow',
      body: '1. Restart {{component}}\n2. Wait',
      componentIds: cards,
    });
    const incidentId = await incidentFor();
    const room = () => roomOf(incidentId);
    expect((await room()).runbooks.matches.map(({ title }) => title)).toEqual(['Cards are slow']);
    const run = location(
      await browser.post(`${RUNBOOKS}/${id}/runs`, { incidentId, componentId: cards }),
    );
    expect(run).toMatch(new RegExp(`^${RUNBOOKS}/${id}/runs/`));
    expect(location(await browser.post(`${run}/steps`, { step: '2:on' }))).toBe(`${run}#step-2`);
    expect((await browser.post(`${run}/steps`, { step: '9:on' })).status).toBe(404);
    const shown = propsIn(await drawn(await browser.get(run)), `${RUNBOOKS}/[id]/runs/[run]`);
    expect(shown).toMatchObject({
      steps: [{ step: 2, by: 'Lea Lind' }],
      subject: { name: 'Cards' },
    });
    expect((await browser.post(run, { outcome: 'maybe' })).status).toBe(422);
    expect((await browser.post(run, { outcome: 'worked', note: 'Twice.' })).status).toBe(303);
    expect((await browser.post(run, { outcome: 'worked' })).status).toBe(409);
    expect((await room()).runbooks.runs).toMatchObject([{ outcome: 'worked', done: 1 }]);
    expect((await viewer.post(`${RUNBOOKS}/${id}/runs`, {})).status).toBe(403);
    expect((await viewer.get(run)).status).toBe(200);
  });

  test('a change is marked as a suspect, and cleared, with one click', async () => {
    const incidentId = await incidentFor();
    const { deps, owner: actor, pageId } = world;
    const { reportChange } = await import('../../../api/actions/change/report.ts');
    const { NewSystemChange } = await import('../../../api/domain/change/change.ts');
    const input = NewSystemChange.parse({ kind: 'deploy', ref: 'cards v2', components: ['Cards'] });
    const change = await reportChange(deps, actor, pageId, { ...input, at: deps.clock() - 60_000 });
    const submit = (values: Record<string, string>) =>
      browser.post(`/admin/incidents/${incidentId}/changes/${change}`, values);
    const suspects = async () => {
      const { changes } = await roomOf(incidentId);
      return changes.before.map(({ ref, isRelated, suspect }) => [
        ref,
        isRelated,
        suspect?.by ?? null,
      ]);
    };
    expect(await suspects()).toEqual([['cards v2', true, null]]);
    expect((await submit({ do: 'suspect' })).status).toBe(303);
    expect(await suspects()).toEqual([['cards v2', true, 'Lea Lind']]);
    await submit({ do: 'clear' });
    expect(await suspects()).toEqual([['cards v2', true, null]]);
  });

  test('runs in a restricted incident are for the people it names', async () => {
    const { id } = await called('Cards are slow');
    const { rows } = await world.deps.db.$client.execute(
      "select id from user where name = 'Olga Orr'",
    );
    const olga = { ...world.owner, kind: 'user' as const, id: String(rows[0]?.id) };
    const incidentId = await incidentFor({ audience: 'restricted' }, olga);
    expect((await browser.post(`${RUNBOOKS}/${id}/runs`, { incidentId })).status).toBe(404);
    const run = location(await owner.post(`${RUNBOOKS}/${id}/runs`, { incidentId }));
    expect((await owner.get(run)).status).toBe(200);
    expect((await browser.get(run)).status).toBe(404);
    expect((await browser.post(`${run}/steps`, { step: '1:on' })).status).toBe(404);
    const runsFor = async (who: Browser) =>
      propsIn(await drawn(await who.get(`${RUNBOOKS}/${id}`)), `${RUNBOOKS}/[id]`).runs.length;
    expect((await runsFor(owner)) - (await runsFor(browser))).toBe(1);
  });
});

describe('the settings of changes', () => {
  const CHANGES = '/admin/settings/changes';
  const settings = async () => propsIn(await drawn(await owner.get(CHANGES)), CHANGES);

  test('show a secret once, replace it, and turn the webhook off', async () => {
    expect((await settings()).hook).toBeNull();
    const secretOf = async (answer: Response) => (await drawn(answer)).form?.values.secret;
    const first = await secretOf(await owner.post(CHANGES, { do: 'make' }));
    const second = await secretOf(await owner.post(CHANGES, { do: 'make' }));
    expect(first).toMatch(/^[\w-]{22}$/);
    expect(second).not.toBe(first);
    expect(JSON.stringify(await settings())).not.toContain(second);
    await owner.post(CHANGES, { do: 'save', environments: 'production, eu\nproduction' });
    expect((await settings()).hook?.environments).toEqual(['production', 'eu']);
    await owner.post(CHANGES, { do: 'remove' });
    expect((await settings()).hook).toBeNull();
    expect((await browser.get(CHANGES)).status).toBe(403);
  });
});

describe('owners of components', () => {
  test('are members by name or email, or any text, and one who left is marked', async () => {
    const save = async (owner_: string) => {
      const answer = await browser.post(`/admin/components/${cards}`, {
        name: 'Cards',
        status: 'operational',
        owner: owner_,
      });
      expect(answer.status).toBe(303);
      const list = propsIn(
        await drawn(await browser.get(`${RUNBOOKS}/readiness`)),
        `${RUNBOOKS}/readiness`,
      );
      return list.components.find(({ id }) => id === cards)?.owner ?? null;
    };
    expect(await save('lea.lind@example.com')).toEqual({
      name: 'Lea Lind',
      isMember: true,
      ofGroup: false,
    });
    expect(await save('Payments team')).toMatchObject({ name: 'Payments team', isMember: null });
    expect(await save('')).toBeNull();
    const gone = await world.as('publisher', 'Gus Gone');
    expect(gone.cookies.size).toBeGreaterThan(0);
    expect((await save('Gus Gone'))?.isMember).toBe(true);
    const { rows } = await world.deps.db.$client.execute(
      "select id from user where name = 'Gus Gone'",
    );
    await owner.post(`/admin/settings/members/${rows[0]?.id}/remove`, {});
    const list = propsIn(
      await drawn(await browser.get(`${RUNBOOKS}/readiness`)),
      `${RUNBOOKS}/readiness`,
    );
    expect(list.components.find(({ id }) => id === cards)?.owner).toMatchObject({
      name: 'Gus Gone',
      isMember: false,
    });
  });
});
