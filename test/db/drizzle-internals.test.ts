import { readdirSync, readFileSync } from 'node:fs';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { drizzleOver } from '../../db/engine/client.ts';
import {
  bind,
  compile,
  decodeRows,
  type Query,
  sqlText,
} from '../../db/engine/drizzle-internals.ts';
import { constant } from '../../db/engine/write.ts';
import { page } from '../../db/schema/index.ts';
import { makeWorld, type World } from '../support/world/world.ts';

let world: World;
beforeAll(async () => {
  world = await makeWorld();
});
afterAll(() => world.close());

/** A column of text, of JSON and of a boolean: what the driver answers is not what is meant. */
const byId = (id: unknown): Query =>
  world.deps.db
    .select({ name: page.name, languages: page.languages, noindex: page.noindex })
    .from(page)
    .where(eq(page.id, id as string));
const northwind = { name: 'Northwind', languages: [], noindex: false };

test('`prepare` of a builder creates its SQL, with placeholders among the parameters', () => {
  const { sql: text, params } = compile(byId(sql.placeholder('0'))).getQuery();
  expect(text).toBe('select "name", "languages", "noindex" from "page" where "page"."id" = ?');
  expect(params).toHaveLength(1);
  expect(params[0]).not.toBe('0');
});

test('`getQuery` of a prepared query has the parameters in their order, encoded for the driver', () => {
  const update = world.deps.db
    .update(page)
    .set({ languages: ['de'], noindex: true })
    .where(eq(page.id, 'one'));
  expect(update.prepare().getQuery()).toMatchObject(update.toSQL());
  expect(update.toSQL()).toMatchObject({
    sql: 'update "page" set "languages" = ?, "noindex" = ? where "page"."id" = ?',
    params: ['["de"]', 1, 'one'],
  });
});

test('`mapResult` of a prepared query decodes the rows of a batch', async () => {
  const query = compile(byId(world.pageId));
  const { sql: text, params } = query.getQuery();
  const [result] = await world.deps.db.$client.batch([{ sql: text, args: params as never }]);
  expect(result?.rows[0]).toMatchObject({ languages: '[]', noindex: 0 });
  expect(decodeRows(query, result)).toEqual([northwind]);
});

test('`fillPlaceholders` replaces each placeholder with its value, and refuses a missing one', () => {
  const query = compile(byId(sql.placeholder('0')));
  expect(bind(query, { 0: 'some' }).toSQL().params).toEqual(['some']);
  expect(() => bind(query, {})).toThrow('No value for placeholder "0"');
});

test('`execute` of a prepared query takes the values and returns decoded rows', async () => {
  expect(await compile(byId(sql.placeholder('0'))).execute({ 0: world.pageId })).toEqual([
    northwind,
  ]);
});

test('`db.batch` calls `_prepare` of each query, and nothing else', async () => {
  const bound = bind(compile(byId(sql.placeholder('0'))), { 0: world.pageId });
  const asked: string[] = [];
  const watched = new Proxy(bound, {
    get: (of, name, receiver) => {
      asked.push(String(name));
      return Reflect.get(of, name, receiver);
    },
  });
  expect(await world.deps.db.batch([watched as never])).toEqual([[northwind]]);
  expect(asked).toEqual(['_prepare']);
});

test('awaiting a builder runs it by calling `then`', async () => {
  expect(typeof (byId('one') as unknown as PromiseLike<unknown>).then).toBe('function');
  expect(await bind(compile(byId(sql.placeholder('0'))), { 0: world.pageId })).toEqual([northwind]);
});

test('the dialect creates the text of SQL without a builder, with the names of columns', () => {
  expect(
    sqlText(sql`select ${page.timeZone} from ${page} where ${page.id} = ${'one'}`),
  ).toMatchObject({
    sql: 'select "page"."time_zone" from "page" where "page"."id" = ?',
    params: ['one'],
  });
  expect(sqlText(constant(sql`${page.mailHold} > ${30}`))).toMatchObject({
    sql: '"page"."mail_hold" > 30',
    params: [],
  });
});

test('the driver is called by `execute` and `batch`, with text and arguments', async () => {
  const { $client } = world.deps.db;
  const calls: unknown[] = [];
  const db = drizzleOver(
    Object.assign(Object.create($client), {
      execute: (statement: never) => {
        calls.push(['execute', statement]);
        return $client.execute(statement);
      },
      batch: (statements: never, mode: never) => {
        calls.push(['batch', statements]);
        return $client.batch(statements, mode);
      },
    }),
  );
  const query = db.select({ id: page.id }).from(page).where(eq(page.id, 'one'));
  await query;
  await db.batch([query]);
  const statement = { sql: 'select "id" from "page" where "page"."id" = ?', args: ['one'] };
  expect(calls).toEqual([
    ['execute', statement],
    ['batch', [statement]],
  ]);
});

test('no other file uses them', () => {
  const root = new URL('../../', import.meta.url);
  const using = ['api', 'db']
    .flatMap((folder) =>
      readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' }).map(
        (path) => `${folder}/${path}`,
      ),
    )
    .filter((path) => path.endsWith('.ts'))
    .filter((path) =>
      /_prepare\b|mapResult|fillPlaceholders|AsyncDialect|drizzle-orm\/session/.test(
        readFileSync(new URL(path, root), 'utf8'),
      ),
    );
  expect(using).toEqual(['db/engine/drizzle-internals.ts']);
});
