import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, clientOf } from '../support/client.ts';
import { type Subject, startSubject } from '../support/subject.ts';

let subject: Subject;
let client: Client;
let room: string;
beforeAll(async () => {
  subject = await startSubject();
  client = clientOf(subject);
  room = await newRoom();
});
afterAll(() => subject.stop());

async function newRoom(more: object = {}): Promise<string> {
  const incident = { name: 'Cards fail', body: 'We are looking into it.', ...more };
  return `/pages/:p/incidents/${(await client.newIncident(incident)).id}`;
}
const post = (path: string, body: object, headers = {}) =>
  client.ask('POST', path, body, { headers });
const get = async (path: string) => (await client.ask('GET', path)).json;
const errorOf = ({ status, json }: { status: number; json: { error: unknown } }) =>
  `${status} ${json.error}`;

describe('the team’s timeline', () => {
  test('a line is read like the field of the room, unless a kind is given', async () => {
    const made = await post(`${room}/events`, { event: { text: '! Roll back' } });
    expect([made.status, made.json.kind, made.json.text]).toEqual([201, 'decision', 'Roll back']);
    const kept = await post(`${room}/events`, { event: { kind: 'observation', text: '! 500s' } });
    expect([kept.json.kind, kept.json.text]).toEqual(['observation', '! 500s']);
    const listed = await get(`${room}/events`);
    expect(listed.map((one: { id: string }) => one.id)).toContain(kept.json.id);
  });

  test('published updates are in it without being written twice', async () => {
    const own = await newRoom();
    await client.ask('PATCH', own, {
      incident: { status: 'identified', body: 'It is the queue.' },
    });
    const events = await get(`${own}/events`);
    expect(events.map(({ kind, text }: { kind: string; text: string }) => [kind, text])).toEqual([
      ['update', 'Identified: It is the queue.'],
      ['update', 'Investigating: We are looking into it.'],
    ]);
    expect(events[0]).toMatchObject({ automatic: true, pinned: false, hidden: false });
  });

  test('a corrected time keeps the first one, and the entry moves', async () => {
    const made = await post(`${room}/events`, { event: { text: 'Traffic doubled' } });
    const at = new Date(Date.parse(made.json.at) - 7 * 60_000).toISOString();
    const change = { event: { at, pinned: true } };
    const { json } = await client.ask('PATCH', `${room}/events/${made.json.id}`, change);
    expect(json).toMatchObject({ at, original_at: made.json.at, pinned: true });
    const again = { event: { at: new Date(Date.parse(at) - 60_000).toISOString() } };
    const second = await client.ask('PATCH', `${room}/events/${made.json.id}`, again);
    expect(second.json).toMatchObject({ ...again.event, original_at: made.json.at, pinned: true });
  });

  test('a hidden event is out of sight, not deleted', async () => {
    const made = await post(`${room}/events`, { event: { text: 'Wrong incident' } });
    const path = `${room}/events/${made.json.id}`;
    await client.ask('PATCH', path, { event: { hidden: true } });
    const ids = async (query: string) =>
      (await get(`${room}/events${query}`)).map((one: { id: string }) => one.id);
    expect(await ids('')).not.toContain(made.json.id);
    expect(await ids('?hidden=true')).toContain(made.json.id);
    expect((await client.ask('DELETE', path)).status).toBe(405);
    await client.ask('PATCH', path, { event: { hidden: false } });
    expect(await ids('')).toContain(made.json.id);
  });

  test('a repeated request is one event; for another incident it is another', async () => {
    const key = { 'idempotency-key': 'line-1' };
    const line = { event: { text: 'Once' } };
    const first = await post(`${room}/events`, line, key);
    expect((await post(`${room}/events`, line, key)).json).toEqual(first.json);
    const other = await post(`${await newRoom()}/events`, line, key);
    expect(other.status).toBe(409);
    const changed = await post(`${room}/events`, { event: { text: 'Twice' } }, key);
    expect(changed.status).toBe(409);
  });

  test('two people who write at once lose no line', async () => {
    const own = await newRoom();
    const lines = Array.from({ length: 20 }, (_, n) => `Line ${n}`);
    await Promise.all(lines.map((text) => post(`${own}/events`, { event: { text } })));
    const texts = (await get(`${own}/events`)).map((one: { text: string }) => one.text);
    expect(texts).toEqual(expect.arrayContaining(lines));
  });

  test('what cannot be is refused in plain words', async () => {
    const soon = new Date(Date.now() + 60 * 365 * 86_400_000).toISOString();
    const refusals = await Promise.all(
      [{}, { text: '  ' }, { text: 'x'.repeat(4001) }, { kind: 'joke', text: 'x' }].map((event) =>
        post(`${room}/events`, { event }),
      ),
    );
    expect(refusals.map(({ status }) => status)).toEqual([422, 422, 422, 422]);
    expect(errorOf(await post(`${room}/events`, { event: { text: 'x', at: soon } }))).toContain(
      '422 This time is in the future.',
    );
    expect(errorOf(await client.ask('PATCH', `${room}/events/nosuchevent0`, { event: {} }))).toBe(
      '404 This event doesn’t exist on this page.',
    );
    const gone = await newRoom();
    await post(`${gone}/events`, { event: { text: 'Before' } });
    expect((await client.ask('DELETE', gone)).status).toBe(200);
    expect(errorOf(await post(`${gone}/events`, { event: { text: 'After' } }))).toBe(
      '404 This incident was deleted. Nothing was saved; copy your text if you still need it.',
    );
  });

  test('a token that only reads may read it, and write nothing', async () => {
    const token = subject.viewer;
    const read = await client.ask('GET', `${room}/events`, undefined, { token });
    const wrote = await client.ask('POST', `${room}/events`, { event: { text: 'x' } }, { token });
    expect([read.status, wrote.status]).toEqual([200, 403]);
  });
});
