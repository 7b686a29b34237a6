import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Component, Group } from '../support/api/v1.ts';
import { type Client, clientOf } from '../support/server/client.ts';
import { type Subject, startSubject } from '../support/world/subject.ts';

let subject: Subject;
let { ask, newComponent, readComponent }: Client = {} as Client; // made before the first test runs
beforeAll(async () => {
  subject = await startSubject();
  ({ ask, newComponent, readComponent } = clientOf(subject));
});
afterAll(() => subject.stop());

describe('components and groups', () => {
  test('a patch changes only the fields it names', async () => {
    const made = await newComponent('Search');
    const patched = await ask('PATCH', `/pages/:p/components/${made.id}`, {
      component: { status: 'degraded_performance', start_date: '2026-01-10' },
    });
    expect(Component.parse(patched.json)).toEqual({
      ...made,
      status: 'degraded_performance',
      start_date: '2026-01-10',
      updated_at: expect.any(String),
    });
    const emptied = await ask('PATCH', `/pages/:p/components/${made.id}`, {
      component: { status: '' },
    });
    expect(Component.parse(emptied.json).status).toBe('degraded_performance');
  });

  test('a start date after today is refused; an earlier one is not', async () => {
    const made = await newComponent('Later');
    const path = `/pages/:p/components/${made.id}`;
    const start = (day: number) => {
      const start_date = new Date(Date.now() + day * 86_400_000).toISOString().slice(0, 10);
      return ask('PATCH', path, { component: { start_date } });
    };
    expect((await start(2)).status).toBe(422);
    expect((await ask('PATCH', path, { component: { start_date: '9999-12-31' } })).status).toBe(
      422,
    );
    expect((await start(-60)).status).toBe(200);
  });

  test('an incident whose component was archived is updated, renamed and resolved', async () => {
    const [gone, stays] = [await newComponent('Doomed'), await newComponent('Kept')];
    const made = await ask('POST', '/pages/:p/incidents', {
      incident: {
        name: 'Doomed is down',
        body: 'We are looking into it.',
        components: { [gone.id]: 'major_outage', [stays.id]: 'partial_outage' },
      },
    });
    const path = `/pages/:p/incidents/${(made.json as { id: string }).id}`;
    const archived = await ask('DELETE', `/pages/:p/components/${gone.id}`);
    expect([archived.status, archived.json]).toEqual([
      200,
      [{ id: (made.json as { id: string }).id, name: 'Doomed is down', kind: 'incident' }],
    ]);
    for (const incident of [
      { body: 'We know the cause.', status: 'identified' },
      { name: 'Another name' },
      { component_ids: [gone.id, stays.id] },
      { body: 'Watching.', components: { [gone.id]: 'operational' } },
      { body: 'It is over.', status: 'resolved', components: { [stays.id]: 'operational' } },
    ])
      expect((await ask('PATCH', path, { incident })).status, JSON.stringify(incident)).toBe(200);
    const strange = { component_ids: ['notonthepage'] };
    expect((await ask('PATCH', path, { incident: strange })).status).toBe(422);
  });

  test('an archived component is listed as archived, and restored with its group', async () => {
    const made = await newComponent('Once more', { group_name: 'Old ones' });
    const { group_id } = await readComponent(made.id);
    expect((await ask('DELETE', `/pages/:p/components/${made.id}`)).status).toBe(204);
    expect((await ask('DELETE', `/pages/:p/component-groups/${group_id}`)).status).toBe(200);
    const listed = async (query: string) =>
      z
        .array(Component)
        .parse((await ask('GET', `/pages/:p/components${query}`)).json)
        .map(({ id }) => id);
    expect(await listed('?archived=true')).toEqual(expect.arrayContaining([made.id, group_id]));
    expect(await listed('')).not.toContain(made.id);
    const restore = (kind: string, id: string | null) =>
      ask('POST', `/pages/:p/${kind}/${id}/restore`);
    expect((await restore('component-groups', made.id)).status).toBe(404);
    expect(Group.parse((await restore('component-groups', group_id)).json).id).toBe(group_id);
    const back = await restore('components', made.id);
    expect([back.status, Component.parse(back.json).name]).toEqual([200, 'Once more']);
    expect(await listed('?archived=true')).not.toContain(made.id);
    expect(await listed('')).toContain(made.id);
    expect((await restore('components', made.id)).status).toBe(404);
    expect((await ask('GET', `/pages/:p/components/${made.id}/restore`)).status).toBe(405);
  });

  test('a zero start date counts as missing, and a time gives its day', async () => {
    const made = await newComponent('Dated');
    const patched = async (component: object) =>
      Component.parse((await ask('PATCH', `/pages/:p/components/${made.id}`, { component })).json);
    const zero = { status: 'partial_outage', start_date: '0001-01-01T00:00:00Z' };
    expect(await patched(zero)).toMatchObject({ status: 'partial_outage', start_date: null });
    const day = { start_date: '2026-01-10 00:00:00 +0000 UTC' };
    expect(await patched(day)).toMatchObject({ start_date: '2026-01-10' });
    expect(await patched({ ...zero, name: 'Same' })).toMatchObject({ start_date: '2026-01-10' });
    expect(await patched({ start_date: null })).toMatchObject({ start_date: null });
  });

  test('a group can be named by its name, and is created if missing', async () => {
    const component = { name: 'Paris', group_name: 'Europe' };
    const first = Component.parse((await ask('POST', '/pages/:p/components', { component })).json);
    const second = await newComponent('Rome');
    const moved = await ask('PATCH', `/pages/:p/components/${second.id}`, {
      component: { group_name: ' europe ' },
    });
    const group = await readComponent(first.group_id ?? '');
    expect(group).toMatchObject({ group: true, name: 'Europe' });
    expect(Component.parse(moved.json).group_id).toBe(group.id);
  });

  test('a group keeps its members in order, shows the worst status, and releases them', async () => {
    const [eu, us] = [await newComponent('EU'), await newComponent('US')];
    const made = await ask('POST', '/pages/:p/component-groups', {
      description: 'Where we are',
      component_group: { name: 'Regions', components: [us.id, eu.id] },
    });
    expect(made.status).toBe(201);
    const group = Group.parse(made.json);
    expect(group).toMatchObject({
      name: 'Regions',
      description: 'Where we are',
      components: [us.id, eu.id],
    });
    await ask('PATCH', `/pages/:p/components/${eu.id}`, { component: { status: 'major_outage' } });
    expect(await readComponent(group.id)).toMatchObject({ group: true, status: 'major_outage' });
    expect((await readComponent(us.id)).group_id).toBe(group.id);

    const left = await ask('PATCH', `/pages/:p/components/${us.id}`, {
      component: { group_id: 'null' },
    });
    expect(Component.parse(left.json).group_id).toBeNull();
    const named = await ask('PUT', `/pages/:p/component-groups/${group.id}`, {
      component_group: { name: 'Areas', components: [eu.id, us.id], display: 'expanded' },
    });
    expect(Group.parse(named.json)).toMatchObject({ name: 'Areas', components: [eu.id, us.id] });
    const unknown = { component_group: { display: 'sideways' } };
    expect((await ask('PATCH', `/pages/:p/component-groups/${group.id}`, unknown)).status).toBe(
      422,
    );
    const listed = z.array(Group).parse((await ask('GET', '/pages/:p/component-groups')).json);
    expect(listed.map((g) => g.id)).toContain(group.id);

    const gone = await ask('DELETE', `/pages/:p/component-groups/${group.id}`);
    expect([gone.status, Group.parse(gone.json).id]).toEqual([200, group.id]);
    expect((await readComponent(eu.id)).group_id).toBeNull();
  });

  test('a component instead of a group is refused, and the other way round', async () => {
    const leaf = await newComponent('Leaf');
    const asGroup = await ask('GET', `/pages/:p/component-groups/${leaf.id}`);
    expect(asGroup.status).toBe(404);
    const inLeaf = await ask('PATCH', `/pages/:p/components/${leaf.id}`, {
      component: { group_id: leaf.id },
    });
    expect(inLeaf.status).toBe(422);
  });
});
