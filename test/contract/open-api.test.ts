import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { type Client, clientOf } from '../support/client.ts';
import { type Subject, startSubject } from '../support/subject.ts';

type Schema = Parameters<typeof z.fromJSONSchema>[0];
type Answers = Record<string, { content?: Record<string, { schema: Schema }> }>;
type Operation = { responses: Answers; security?: object[] };
type Document = {
  paths: Record<string, Record<string, Operation>>;
  components?: { schemas?: object };
};

let subject: Subject;
let client: Client;
let described: Document;
const ids: Record<string, string> = {};
beforeAll(async () => {
  subject = await startSubject();
  client = clientOf(subject);
  const component = await client.newComponent('Cards');
  const incident = await client.newIncident({
    name: 'Cards fail',
    body: 'We are looking into it.',
    components: { [component.id]: 'partial_outage' },
  });
  const planned = await client.newIncident({
    name: 'Work',
    scheduled_for: '2036-12-01T02:00:00Z',
    scheduled_until: '2036-12-01T03:00:00Z',
  });
  Object.assign(ids, { incidents: incident.id, components: component.id, planned: planned.id });
  described = (await (await fetch(`${subject.url}/api/openapi.json`)).json()) as Document;
});
afterAll(() => subject.stop());

const operations = () =>
  Object.entries(described.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })),
  );

/** The address with ids that are there, or that are not. */
function addressOf(path: string, isThere: boolean): string {
  const of = path.endsWith('.ics') ? 'planned' : (/^\/(\w+)\/\{id\}/.exec(path)?.[1] ?? '');
  const now = new Date().toISOString().slice(0, 7);
  return path
    .replace('{id}', isThere ? (ids[of] ?? 'unknown') : 'notthere0000')
    .replace('{period}', isThere ? (subject.world ? '2026-11' : now) : '1999-13');
}

/** Asserts that the document describes this answer: its status, its content type and its body. */
async function check(name: string, responses: Answers, answer: Response) {
  const content = responses[answer.status]?.content;
  const type = answer.headers.get('content-type')?.replace(/;.*/, '') ?? '';
  const text = await answer.text();
  expect(content, `${name} answers ${answer.status}: ${text.slice(0, 200)}`).toBeDefined();
  const schema = content?.[type]?.schema;
  expect(schema, `${name} answers ${answer.status} as ${type}`).toBeDefined();
  if (!schema) return;
  const body = type.endsWith('json') ? JSON.parse(text) : text;
  const $defs = described.components?.schemas ?? {};
  const local = JSON.stringify({ ...(schema as object), $defs });
  const whole: Schema = JSON.parse(local.replaceAll('#/components/schemas/', '#/$defs/'));
  const read = z.fromJSONSchema(whole).safeParse(body);
  expect(read.error?.issues ?? [], `${name}: ${text.slice(0, 200)}`).toEqual([]);
}

test('every operation that reads answers as it is described, also of what is not there', async () => {
  const reads = operations().filter(({ method }) => method === 'get');
  expect(reads.length).toBeGreaterThan(30);
  for (const { path, responses } of reads)
    for (const isThere of path.includes('{') ? [true, false] : [true]) {
      const address = addressOf(path, isThere);
      const answer = await fetch(`${subject.url}${address}`);
      expect([address, answer.status]).toEqual([address, isThere ? 200 : 404]);
      await check(address, responses, answer);
    }
});

test('every operation says whether it needs a token, and those that do refuse without one', async () => {
  for (const { path, method, security } of operations()) {
    expect(security, `${method} ${path}`).toBeDefined();
    if (security?.length === 0) continue;
    const address = path.replace('{page}', subject.pageId).replace('{id}', ids.planned ?? '');
    const answer = await fetch(`${subject.url}${address}`, { method: method.toUpperCase() });
    expect([method, address, answer.status]).toEqual([method, address, 401]);
  }
});

test('every operation that writes answers as it is described', async () => {
  const writes = operations().filter(({ method }) => method !== 'get');
  for (const { path, method, responses } of writes) {
    const address = path.replace('{page}', subject.pageId).replace('{id}', ids.planned ?? '');
    const write = (incident: object) =>
      fetch(`${subject.url}${address}`, {
        method: method.toUpperCase(),
        headers: {
          authorization: `OAuth ${subject.publisher}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ incident }),
      });
    const times = {
      scheduled_for: '2036-12-02T02:00:00Z',
      scheduled_until: '2036-12-02T03:00:00Z',
    };
    for (const incident of [
      { name: 'Work', ...times },
      { name: 'Work', scheduled_for: 'soon' },
    ])
      await check(`${method} ${address}`, responses, await write(incident));
  }
});
