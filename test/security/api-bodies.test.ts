import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueToken } from '../../api/actions/team/token.ts';
import { createApp } from '../../api/app.ts';
import document from '../../api/render/open-api/document.json' with { type: 'json' };
import { FULL } from '../support/size.ts';
import { announced } from '../support/world/random.ts';
import { makeWorld, type World } from '../support/world/world.ts';

/** With FULL=1 a hundred thousand bodies, otherwise 1,200. */
const ROUNDS = FULL ? 1000 : 12;
const PER_ROUND = 100;

type Schema = {
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
  additionalProperties?: Schema | boolean;
  $ref?: string;
};
type Operation = {
  security?: object[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  parameters?: { in: string; name: string }[];
};

const operations = Object.entries(
  document.paths as unknown as Record<string, Record<string, Operation>>,
).flatMap(([path, methods]) =>
  Object.entries(methods)
    .filter(([, { security }]) => security?.length !== 0)
    .map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
);

const random = announced('API_BODIES_SEED');
const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T; // never empty
const chance = (share: number) => random() < share;

/** Addresses are literal or impossible, so that no name is looked up. */
const texts = [
  ...[
    '',
    ' ',
    'null',
    'undefined',
    'NaN',
    'true',
    '0',
    '-1',
    '1e999',
    '[]',
    '{}',
    '\u0000',
    '\ud800',
  ],
  ...[
    'x'.repeat(256),
    'y'.repeat(30_000),
    '‮abc',
    '{{ x | y }}',
    '{% if %}',
    '{{',
    '<script>',
    '%00',
  ],
  ...[
    '0001-01-01T00:00:00Z',
    '9999-12-31',
    '2026-02-30',
    '-271821-04-20',
    '+275760-09-14',
    '24:61',
  ],
  ...['2026-12-01T02:00:00Z', '2026-11-21', '2036-01-01T00:00:00+14:00', 'Etc/UTC', 'Mars/Phobos'],
  ...['FREQ=DAILY;COUNT=3', 'FREQ=SECONDLY;COUNT=999999999', 'a@example.com', 'a@b', '@', 'ada'],
  ...['http://127.0.0.1/x', 'https://[::1]/', 'ftp://x', 'javascript:alert(1)', 'https://'],
  ...['SEV1', 'SEV9', 'commander', 'major_outage', 'resolved', 'postmortem', 'internal', 'all'],
  ...['__proto__', 'constructor', 'toString', "'; drop table page; --", 'é', '👩‍🚒'],
] as const;
const numbers = [
  0,
  -0,
  1,
  -1,
  0.5,
  2 ** 31,
  2 ** 53,
  -(2 ** 53),
  1e21,
  1e308,
  -1e308,
  60,
  5,
] as const;

function anything(depth = 0): unknown {
  const kind = Math.floor(random() * (depth > 3 ? 4 : 7));
  if (kind === 0) return null;
  if (kind === 1) return chance(0.5);
  if (kind === 2) return pick(numbers);
  if (kind === 3) return pick(texts);
  const size = Math.floor(random() * 4);
  if (kind === 4) return Array.from({ length: size }, () => anything(depth + 1));
  if (kind === 5) return Object.fromEntries([[pick(texts), anything(depth + 1)]]);
  return JSON.parse(`{"__proto__":${JSON.stringify(anything(depth + 1))}}`);
}

/** Mostly of the described type, and otherwise anything. `ids` are of rows that exist. */
function anyValue(schema: Schema | undefined, ids: readonly string[], depth = 0): unknown {
  if (!schema || depth > 8 || chance(0.08)) return anything();
  if (schema.$ref) return anyValue(refOf(schema.$ref), ids, depth + 1);
  if (schema.anyOf) return anyValue(pick(schema.anyOf), ids, depth + 1);
  if (schema.enum) return chance(0.9) ? pick(schema.enum) : pick(texts);
  if (schema.const !== undefined) return schema.const;
  const type = [schema.type ?? ''].flat();
  switch (pick(type)) {
    case 'object':
      return objectOf(schema, ids, depth);
    case 'array':
      return Array.from({ length: Math.floor(random() * 4) }, () =>
        anyValue(schema.items, ids, depth + 1),
      );
    case 'string':
      return chance(0.3) ? pick(ids) : pick(texts);
    case 'integer':
    case 'number':
      return pick(numbers);
    case 'boolean':
      return chance(0.5);
    case 'null':
      return null;
    default:
      return anything();
  }
}

function objectOf(
  { properties = {}, additionalProperties }: Schema,
  ids: readonly string[],
  depth: number,
) {
  const names = Object.keys(properties);
  const chosen = names.filter(() => names.length < 3 || chance(0.5));
  const given = chosen.map((name) => [name, anyValue(properties[name], ids, depth + 1)]);
  const isMap = names.length === 0 && typeof additionalProperties === 'object';
  const more = isMap
    ? [
        [
          chance(0.7) ? pick(ids) : pick(texts),
          anyValue(additionalProperties as Schema, ids, depth + 1),
        ],
      ]
    : chance(0.1)
      ? [[pick(texts), anything()]]
      : [];
  return Object.fromEntries([...given, ...more]);
}

const refOf = (ref: string): Schema | undefined =>
  (document.components as { schemas?: Record<string, Schema> }).schemas?.[
    ref.split('/').at(-1) ?? ''
  ];

/** As clients do it: JSON, a form in Rails' notation, or broken. */
function encoded(value: unknown): { type: string; body: string } {
  const json = JSON.stringify(value) ?? '';
  if (chance(0.05)) return { type: 'application/json', body: json.slice(0, -1) };
  if (chance(0.1)) {
    const pairs = new URLSearchParams();
    const put = (name: string, inner: unknown): void => {
      if (inner && typeof inner === 'object')
        for (const [key, one] of Object.entries(inner)) put(`${name}[${key}]`, one);
      else pairs.append(name, String(inner));
    };
    for (const [key, one] of Object.entries(value ?? {})) put(key, one);
    return { type: 'application/x-www-form-urlencoded', body: pairs.toString() };
  }
  return { type: 'application/json', body: json };
}

describe.each(Array.from({ length: ROUNDS }, (_, n) => n + 1))('round %i', (round) => {
  let world: World;
  let token: string;
  const faults: string[] = [];
  beforeAll(async () => {
    world = await makeWorld();
    const { deps, owner, pageId } = world;
    token = await issueToken(deps, owner, pageId, { name: 'any', role: 'owner' });
    deps.log = (level, message, facts) => {
      if (level === 'error') faults.push(`${message} ${JSON.stringify(facts)}`);
    };
  });
  afterAll(() => world.close());

  test(
    `${PER_ROUND} bodies from the described schemas end in an answer, never in a fault`,
    async () => {
      const app = createApp(
        async () => world.deps,
        async () => new Response(),
      );
      const ids = [world.pageId, 'notthere0000'];
      /** IDs of what was made, by the part of the path that names its kind. */
      const madeAt = new Map<string, string[]>();
      const idFor = (kind: string): string => {
        const ofKind = madeAt.get(kind) ?? ids;
        if (chance(0.7)) return pick(ofKind);
        return chance(0.6) ? pick(ids) : encodeURIComponent(wellFormed(pick(texts)));
      };
      const statuses = new Map<number, number>();
      for (let n = 0, bodies = 0; bodies < PER_ROUND; n++) {
        // A page to change comes first, and deletions are rare.
        const { path, method, operation } =
          n < 10
            ? pick(
                operations.filter(
                  (one) => one.method === 'POST' && /\/(components|incidents)$/.test(one.path),
                ),
              )
            : pick(operations);
        if (method === 'DELETE' && chance(0.6)) continue;
        const query = new URLSearchParams(
          (operation.parameters ?? [])
            .filter((one) => one.in === 'query' && chance(0.5))
            .map(({ name }) => [name, `${chance(0.5) ? pick(texts) : pick(numbers)}`]),
        );
        const address = path
          .replace('{page}', world.pageId)
          .replace('{organization}', world.pageId)
          .replace(/([\w-]+)\/\{\w+\}/g, (_, kind: string) => `${kind}/${idFor(kind)}`);
        const schema = operation.requestBody?.content['application/json']?.schema;
        const { type, body } = encoded(
          n < 10 ? plain(path, n) : schema ? objectOf(schema, ids, 0) : anything(),
        );
        const asked = {
          method,
          headers: { authorization: `OAuth ${token}`, 'content-type': type },
        };
        if (method !== 'GET') bodies++;
        const answer = await app.request(`${address}?${query}`, {
          ...asked,
          ...(method === 'GET' ? {} : { body }),
        });
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        const text = await answer.text();
        const about = `${method} ${address}?${query} ${body.slice(0, 2000)}`;
        expect(answer.status, `${about}\n${text}\n${faults.join('\n')}`).toBeLessThan(500);
        if (answer.status >= 400) expect(text, about).toContain('"error"');
        const made = answer.status === 201 && /"id":"([a-z0-9]{12})"/.exec(text)?.[1];
        const kind = address.split('/').at(-1) ?? '';
        if (made) madeAt.set(kind, [...(madeAt.get(kind) ?? []), made]);
        if (made) ids.push(made);
      }
      console.log(`round ${round}: ${JSON.stringify(Object.fromEntries(statuses))}`);
      expect(faults).toEqual([]);
      expect(statuses.get(201) ?? 0).toBeGreaterThan(5);
    },
    FULL ? 600_000 : undefined,
  );
});

const wellFormed = (text: string): string => text.toWellFormed();

const plain = (path: string, n: number): object =>
  path.endsWith('components')
    ? { component: { name: `Service ${n}` } }
    : { incident: { name: `Incident ${n}`, body: 'We are looking into it.' } };
