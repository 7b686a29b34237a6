import { afterAll, beforeAll, expect, test } from 'vitest';
import { contract, type V2, type V2Path } from '../support/api/v2.ts';
import { hostile, stored } from '../support/hostile/hostile.ts';
import { type Client, clientOf } from '../support/server/client.ts';
import { type Subject, startSubject } from '../support/world/subject.ts';

let subject: Subject;
let client: Client;
/** What was typed, by the id of what it became. */
const typed = new Map<string, string>();

const AT_ONCE = 6;
const MAX_NAME_LENGTH = 255;
const nameOf = (text: string) => text.slice(0, MAX_NAME_LENGTH);
/** “null” is how the write API's clients say none. */
const describe = (text: string) => (text === 'null' ? '“null”' : text.slice(0, 1000));
/** The check before publishing would stop some of them, and rightly. */
const quietly = { deliver_notifications: false, preflight_override: 'As it was typed.' };
const open = { status: 'identified' };
const planned = { scheduled_for: '2036-11-20T02:00:00Z', scheduled_until: '2036-11-20T04:00:00Z' };
/** Most are over: what is open is in every snapshot, and each write makes one. */
const backfilled = { status: 'resolved', backfilled: true, backfill_date: '2020-02-29T12:00:00Z' };

/** A title of nothing is refused. */
const written = hostile.filter((text) => title(nameOf(text)) !== '');

/** A component of each string, and an incident or a maintenance by turns, through the write API. */
beforeAll(async () => {
  subject = await startSubject();
  client = clientOf(subject);
  const waiting = [...written.entries()];
  const writer = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) await write(...next);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, writer));
}, 300_000);
afterAll(() => subject.stop());

async function write(n: number, text: string): Promise<void> {
  const create = async (path: string, body: object): Promise<string> => {
    const { status, json } = await client.ask('POST', `/pages/:p/${path}`, body);
    expect(status, `${path}: ${JSON.stringify(text)} ${JSON.stringify(json)}`).toBe(201);
    typed.set(json.id, text);
    return json.id;
  };
  const name = nameOf(text);
  const { preflight_override } = quietly;
  const component = { name, description: describe(text), preflight_override };
  const id = await create('components', { component });
  const how = n % 6 === 0 ? open : n % 6 === 1 ? planned : backfilled;
  const about = how === open ? { components: { [id]: 'partial_outage' } } : {};
  await create('incidents', {
    incident: { name, body: text, ...quietly, ...how, ...about },
  });
}

/** Characters around a title that nobody sees. */
function title(text: string): string {
  return stored(text).replace(/^[\s\p{Cf}]+|[\s\p{Cf}]+$/gu, '');
}

/** A link without a scheme is made whole for those who read it elsewhere. */
const withWholeLinks = (text: string): string =>
  text === '[x](//evil.example)' ? `[x](${new URL('//evil.example', subject.url).href})` : text;

const read = async (path: string) => (await fetch(subject.url + path)).json();
const v2 = async <Path extends V2Path>(path: Path) =>
  contract[path].parse(await read(path)) as V2[Path]; // by that very schema
const of = ({ id }: { id: string }) => typed.get(id) ?? '';

test('each component’s name and description are as typed', async () => {
  const { components } = await v2('/api/v2/components.json');
  expect(components).toHaveLength(written.length);
  for (const c of components) {
    expect(c.name).toBe(title(nameOf(of(c))));
    expect(c.description).toBe(stored(describe(of(c))).trim());
  }
});

test('each incident’s and maintenance’s title and text are as typed', async () => {
  const { incidents, scheduled_maintenances } = await v2('/api/v2/summary.json');
  const { open, upcoming } = await read('/api/allclear/now.json');
  expect(incidents.length + scheduled_maintenances.length).toBe(open.length + upcoming.length);
  for (const i of [...incidents, ...scheduled_maintenances])
    expect([i.name, i.incident_updates[0]?.body]).toEqual([
      title(nameOf(of(i))),
      stored(of(i)).trim(),
    ]);
  for (const i of [...open, ...upcoming])
    expect([i.name, i.body]).toEqual([title(nameOf(of(i))), stored(of(i)).trim()]);
});

test('and so are they in the whole history, page by page', async () => {
  const seen = new Set<string>();
  for (let path: string | undefined = '/api/allclear/incidents.json'; path; ) {
    const { incidents, next } = await read(path);
    for (const i of incidents) {
      const [name, body] = [i.name, i.incident_updates[0].body];
      const text = withWholeLinks(stored(of(i)).trim());
      expect([name, body]).toEqual([title(nameOf(of(i))), text]);
      seen.add(i.id);
    }
    path = next?.slice(new URL(next).origin.length);
  }
  expect(seen.size).toBe(written.length);
});

test('each response of each kind is complete and inert', async () => {
  const [some] = (await v2('/api/v2/components.json')).components;
  for (const path of [
    '/history.rss',
    '/history.atom',
    '/updates.rss',
    '/updates.atom',
    '/updates.json',
    '/history.json',
    '/maintenance.ics',
    '/badge.svg',
    `/components/${some?.id}/badge.svg`,
    `/components/${some?.id}/updates.rss`,
  ]) {
    const answer = await fetch(subject.url + path);
    expect([answer.status, answer.headers.get('x-content-type-options')], path).toEqual([
      200,
      'nosniff',
    ]);
    expect(answer.headers.get('content-security-policy'), path).toMatch(/^default-src 'none'/);
    expect(answer.headers.get('content-type'), path).not.toContain('html');
    const text = await answer.text();
    if (path.endsWith('json')) expect(() => JSON.parse(text), path).not.toThrow();
  }
});
