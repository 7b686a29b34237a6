import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { Component, Group } from '../support/api/v1.ts';
import { type Client, clientOf } from '../support/server/client.ts';
import { PART_AT_EDGE } from '../support/size.ts';
import { type Subject, startSubject } from '../support/world/subject.ts';

/**
 * The calls of a Terraform provider for Statuspage, in its order and with its parallelism: create,
 * read back, plan without a difference, change, and destroy.
 */
const COMPONENTS = PART_AT_EDGE ? 60 : 200;
const PER_GROUP = 20;
const AT_ONCE = 10;

let subject: Subject;
let client: Client;
beforeAll(async () => {
  subject = await startSubject();
  client = clientOf(subject);
});
afterAll(() => subject.stop());

type Resource = z.infer<typeof Component>;
const components: Resource[] = [];
const groups: z.infer<typeof Group>[] = [];

async function each<T>(of: readonly T[], run: (one: T, index: number) => Promise<void>) {
  const waiting = [...of.entries()].reverse();
  const work = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) await run(next[1], next[0]);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** The provider sends every field of a resource, with Go’s zero time for a date that is not set. */
const wanted = (n: number, more: object = {}) => ({
  component: {
    name: `Service ${n}`,
    description: `What service ${n} does`,
    status: 'operational',
    only_show_if_degraded: n % 7 === 0,
    showcase: n % 2 === 0,
    start_date: '0001-01-01T00:00:00Z',
    ...more,
  },
});

test(`create: ${COMPONENTS} components, ${AT_ONCE} at once, each read back at once`, async () => {
  const numbers = Array.from({ length: COMPONENTS }, (_, n) => n);
  await each(numbers, async (n) => {
    const made = await client.ask('POST', '/pages/:p/components.json', wanted(n));
    expect([made.status, made.json]).toMatchObject([201, { name: `Service ${n}` }]);
    components[n] = Component.parse(made.json);
    const read = await client.ask('GET', `/pages/:p/components/${components[n]?.id}.json`);
    expect(Component.parse(read.json)).toMatchObject({ name: `Service ${n}`, start_date: null });
  });
  expect(new Set(components.map(({ id }) => id)).size).toBe(COMPONENTS);
});

test('create: groups that hold all of them', async () => {
  const members = Array.from({ length: COMPONENTS / PER_GROUP }, (_, n) =>
    components.slice(n * PER_GROUP, (n + 1) * PER_GROUP).map(({ id }) => id),
  );
  await each(members, async (ids, n) => {
    const made = await client.ask('POST', '/pages/:p/component-groups.json', {
      description: `Region ${n}`,
      component_group: { name: `Region ${n}`, components: ids },
    });
    expect(made.status).toBe(201);
    groups[n] = Group.parse(made.json);
    expect(groups[n]?.components).toEqual(ids);
  });
});

test('refresh: a plan finds no difference, in pages of the list and one by one', async () => {
  const listed: Resource[] = [];
  for (let page = 1; ; page++) {
    const read = await client.ask('GET', `/pages/:p/components?page=${page}&per_page=100`);
    const some = z.array(Component).parse(read.json);
    listed.push(...some);
    if (some.length < 100) break;
  }
  expect(listed.filter(({ group }) => !group)).toHaveLength(COMPONENTS);
  expect(listed.filter(({ group }) => group)).toHaveLength(groups.length);
  const byId = new Map(listed.map((one) => [one.id, one]));
  for (const [n, { id }] of components.entries())
    expect(byId.get(id)).toMatchObject({
      name: `Service ${n}`,
      group_id: groups[Math.floor(n / PER_GROUP)]?.id,
      showcase: n % 2 === 0,
    });
  await each(groups, async (group) => {
    const read = await client.ask('GET', `/pages/:p/component-groups/${group.id}`);
    expect(Group.parse(read.json)).toMatchObject({ components: group.components });
  });
});

test('apply: every component is changed, and one moves to another group', async () => {
  await each(components, async ({ id }, n) => {
    const changed = await client.ask(
      n % 2 === 0 ? 'PATCH' : 'PUT',
      `/pages/:p/components/${id}`,
      wanted(n, { description: 'Changed' }),
    );
    expect([changed.status, changed.json.description]).toEqual([200, 'Changed']);
  });
  const [first, second] = groups;
  const moved = components[0]?.id ?? '';
  const members = [...(second?.components ?? []), moved];
  const patched = await client.ask('PATCH', `/pages/:p/component-groups/${second?.id}`, {
    description: 'With a guest',
    component_group: { name: second?.name, components: members },
  });
  expect(Group.parse(patched.json)).toMatchObject({
    components: members,
    description: 'With a guest',
  });
  const left = await client.ask('GET', `/pages/:p/component-groups/${first?.id}`);
  expect(Group.parse(left.json).components).toEqual(first?.components.slice(1));
});

test('destroy: groups first, then components; afterwards each is gone', async () => {
  await each(groups, async ({ id }) => {
    const deleted = await client.ask('DELETE', `/pages/:p/component-groups/${id}`);
    expect([deleted.status, deleted.json.id]).toEqual([200, id]);
    expect((await client.ask('GET', `/pages/:p/component-groups/${id}`)).status).toBe(404);
  });
  await each(components, async ({ id }) => {
    expect((await client.ask('DELETE', `/pages/:p/components/${id}`)).status).toBe(204);
    expect((await client.ask('GET', `/pages/:p/components/${id}`)).status).toBe(404);
  });
  expect((await client.ask('GET', '/pages/:p/components')).json).toEqual([]);
  const again = await client.ask('DELETE', `/pages/:p/components/${components[0]?.id}`);
  expect(again.status).toBe(404);
});
