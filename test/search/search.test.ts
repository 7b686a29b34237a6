import { readdirSync, readFileSync } from 'node:fs';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Correction, correctUpdate } from '../../api/actions/correction/correction.ts';
import { removeIncident } from '../../api/actions/incident/index.ts';
import { termsOf } from '../../api/domain/text/search.ts';
import { historyPart } from '../../api/snapshot/history/search.ts';
import { allRows, restoring } from '../../db/engine/dump.ts';
import { write } from '../../db/engine/write.ts';
import { findIncident } from '../../db/incident/incident.ts';
import { author, NOON, openPage, PAGE_ID, type TestPage } from '../support/browser/page.ts';
import { hostile, stored } from '../support/hostile/hostile.ts';
import { seeded } from '../support/world/random.ts';

const DAY = 86_400_000;
let page: TestPage;
beforeEach(async () => {
  page = await openPage();
});
afterEach(() => page.close());

const publish = (name: string, body = 'Over.', startedAt = NOON) =>
  page.publish({ name, state: 'resolved', body, startedAt });

async function find(
  q: string,
  given: { componentIds?: string[]; before?: string; most?: number } = {},
) {
  const snapshot = await page.deps.snapshots.current();
  if (!snapshot) throw new Error('no page');
  const { componentIds = null, before = null, most = 20 } = given;
  return historyPart(page.deps.db, snapshot, before, most, { terms: termsOf(q), componentIds });
}
const names = async (...asked: Parameters<typeof find>) =>
  (await find(...asked)).incidents.map((one) => one.name);

test('words are found in titles and in every update, all of them in one incident', async () => {
  const id = await publish('Card payments fail', 'Some are declined.');
  await page.update(id, { state: 'resolved', body: 'A **certificate** had expired.' });
  await publish('Search is slow');
  for (const q of ['card', 'CERTIFICATE', 'payments declined', 'expired card', '"had expired"'])
    expect(await names(q)).toEqual(['Card payments fail']);
  for (const q of ['card slow', '"expired had"', 'refund']) expect(await names(q)).toEqual([]);
});

test('parts of words match, and accents and case do not matter', async () => {
  await publish('Kartenzahlung gestört', 'Le paiement a échoué; الدفع لا يعمل; İstanbul');
  for (const q of ['zahlung', 'ZAHLUNG', 'gestort', 'gestör', 'echoue', 'دفع', 'istanbul'])
    expect([q, await names(q)]).toEqual([q, ['Kartenzahlung gestört']]);
});

test('one, two and three characters of Chinese, Japanese and Korean are enough', async () => {
  await publish('決済エラーが発生しました', '結제 오류가 발생했습니다。支付失败');
  await publish('検索が遅い');
  for (const q of ['決', '決済', 'エラー', '決済 失败', '오류', '支付失败', 'エラーが発生'])
    expect([q, await names(q)]).toEqual([q, ['決済エラーが発生しました']]);
  expect(await names('支検')).toEqual([]);
});

test('two letters match too, and SQL patterns are plain text', async () => {
  await publish('DB is away', '50% of all_requests');
  await publish('All well, EU too');
  for (const q of ['db', 'l_r', '50', 'DB requests'])
    expect([q, await names(q)]).toEqual([q, ['DB is away']]);
  for (const q of ['d_b', 'a%y', 'd%b', 'e_u']) expect([q, await names(q)]).toEqual([q, []]);
});

test('no query is an operator of the index: each is text, found or not', async () => {
  await publish('A near miss', 'body: x OR y AND NOT z* ^start {name} -minus "quoted" col:val');
  for (const q of [
    'NEAR',
    'OR',
    'AND NOT',
    'col:val',
    'body:',
    'z*',
    '^start',
    '"quoted',
    '-minus',
    '{name}',
  ])
    expect([q, await names(q)]).toEqual([q, ['A near miss']]);
  for (const q of ['NEAR(a b)', 'name : near', "' OR 1=1 --", '"" ""', '*', 'a\u0000b', ...hostile])
    expect(Array.isArray(await names(q))).toBe(true);
  await publish('Hostile', hostile.join('\n'));
  for (const q of hostile) expect(Array.isArray(await names(q))).toBe(true);
});

test('text in another language is found too', async () => {
  const id = await page.publish({
    name: 'Card payments fail',
    state: 'investigating',
    body: 'Some are declined.',
    translations: { ja: { name: '決済エラー', body: '一部のカードが拒否されています。' } },
  });
  for (const q of ['拒否', '決済 declined', 'カード'])
    expect([q, await names(q)]).toEqual([q, ['Card payments fail']]);
  await page.update(id, { name: 'All payments fail' }); // its translation would say the old thing
  expect([await names('決済'), await names('拒否')]).toEqual([[], ['All payments fail']]);
  await consistent();
});

test('corrected, renamed or deleted texts are found as they are now', async () => {
  const id = await publish('Login fails', 'A hamster ate the cable.');
  const [update] = (await findIncident(page.deps.db, PAGE_ID, id))?.updates ?? [];
  const correction = Correction.parse({ body: 'A squirrel ate the cable.' });
  await correctUpdate(page.deps, author, PAGE_ID, id, update?.id ?? '', correction);
  expect([await names('hamster'), await names('squirrel')]).toEqual([[], ['Login fails']]);
  await page.update(id, { name: 'Signing in fails' });
  expect([await names('login'), await names('signing')]).toEqual([[], ['Signing in fails']]);
  await removeIncident(page.deps, author, PAGE_ID, id);
  expect([await names('squirrel'), await names('signing')]).toEqual([[], []]);
});

test('an internal update is never found, nor an update that becomes internal', async () => {
  const { db } = page.deps;
  const id = await publish('Public title', 'Public words.');
  const copy = (audience: string, seq: number, body: string) =>
    db.run(sql`insert into incident_update (id, page_id, incident_id, seq, audience, state, body, deliver_notifications, author, display_at, created_at, updated_at)
      select ${`internal${seq}`}, page_id, incident_id, ${seq}, ${audience}, state, ${body}, 0, author, display_at, created_at, updated_at from incident_update where incident_id = ${id} and seq = 1`);
  await copy('internal', 2, 'The secret cause is payroll.');
  expect(await names('payroll')).toEqual([]);
  await copy('whatever', 3, 'Another secret: redundancy.');
  expect(await names('redundancy')).toEqual([]);
  await copy('public', 4, 'Told first.');
  expect(await names('told')).toEqual(['Public title']);
  await db.run(sql`update incident_update set audience = 'internal' where seq = 4`);
  expect(await names('told')).toEqual([]);
  await db.run(sql`update incident set audience = 'internal' where id = ${id}`);
  expect(await names('public')).toEqual([]);
  await db.run(sql`update incident set audience = 'public' where id = ${id}`);
  expect([await names('public'), await names('payroll')]).toEqual([['Public title'], []]);
});

test('results are paged, newest first, and each is returned once', async () => {
  const all: string[] = [];
  for (let i = 0; i < 23; i++) {
    await publish(`Outage ${i}`, 'Everything was down.', NOON - (i >> 1) * DAY);
    all.push(`Outage ${i}`);
  }
  const got: string[] = [];
  let before: string | undefined;
  do {
    const part = await find('outage down', { most: 5, ...(before ? { before } : {}) });
    expect(part.incidents.length).toBeLessThanOrEqual(5);
    const starts = part.incidents.map((one) => one.startedAt);
    expect(starts).toEqual(starts.toSorted((a, b) => b - a));
    got.push(...part.incidents.map((one) => one.name));
    before = part.next ?? undefined;
  } while (before);
  expect(got.toSorted()).toEqual(all.toSorted());
  expect((await find('outage', { before: 'nosuchrow000' })).incidents).toEqual([]);
});

test('a component filter works with words or without', async () => {
  const [cards, search] = [
    await page.component({ name: 'Cards' }),
    await page.component({ name: 'Search' }),
  ];
  const about = (name: string, id: string) =>
    page.publish({ name, state: 'resolved', body: 'Over.', componentIds: [id] });
  await about('Cards fail', cards);
  await about('Search fails', search);
  expect(await names('', { componentIds: [cards] })).toEqual(['Cards fail']);
  expect(await names('fail', { componentIds: [search] })).toEqual(['Search fails']);
  expect(await names('cards', { componentIds: [search] })).toEqual([]);
});

test('the index agrees with the rows, after any change to them', async () => {
  const seed = Math.floor(Math.random() * 1e9);
  console.log(`SEARCH_SEED=${seed}`);
  const random = seeded(Number(process.env.SEARCH_SEED ?? seed));
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const { db } = page.deps;
  for (let i = 0; i < 12; i++)
    await publish(`${i} ${pick(hostile)}`.slice(0, 200), `${i} ${pick(hostile)}`.slice(0, 2000));
  const word = () => stored(pick(hostile));
  const translated = () => (random() < 0.5 ? null : JSON.stringify({ de: word(), ja: word() }));
  const steps = [
    (id: string) => sql`update incident set translations = ${translated()} where id = ${id}`,
    (id: string) =>
      sql`update incident_update set translations = ${translated()} where incident_id = ${id}`,
    (id: string) => sql`update incident set name = ${word()} where id = ${id}`,
    (id: string) => sql`update incident_update set body = ${word()} where incident_id = ${id}`,
    (id: string) =>
      sql`update incident set audience = ${pick(['public', 'internal'])} where id = ${id}`,
    (id: string) =>
      sql`update incident_update set audience = ${pick(['public', 'internal'])} where incident_id = ${id}`,
    (id: string) =>
      sql`delete from incident_update where incident_id = ${id} and ${random() < 0.2}`,
    (id: string) => sql`delete from incident where id = ${id} and ${random() < 0.1}`,
  ];
  for (let i = 0; i < 120; i++) {
    const [row] = await db.all<{ id: string }>(
      sql`select id from incident order by random() limit 1`,
    );
    if (row) await db.run(pick(steps)(row.id));
  }
  await consistent();
});

test('a restored installation finds the same as the dumped one', async () => {
  await publish('Card payments fail', 'A certificate had expired.');
  const rows = await allRows(page.deps.db);
  page.close();
  page = await openPage({ empty: true });
  for (const { table, rows: some } of rows)
    await write(page.deps.db, await restoring(page.deps.db, table, some));
  expect(await names('certificate')).toEqual(['Card payments fail']);
  await consistent();
});

test('updates from before the index are in it', async () => {
  const { $client } = page.deps.db;
  await publish('Card payments fail', 'A certificate had expired.');
  const folder = new URL('../../db/migrations/', import.meta.url);
  const [file = ''] = readdirSync(folder).filter((name) => name.endsWith('_search.sql'));
  const statements = readFileSync(new URL(file, folder), 'utf8').split('--> statement-breakpoint');
  for (const statement of statements.toReversed()) {
    const [, kind, name] = /^\s*CREATE (?:UNIQUE |VIRTUAL )?(\w+) `(\w+)`/.exec(statement) ?? [];
    if (kind) await $client.execute(`DROP ${kind} ${name}`);
  }
  await expect(names('certificate')).rejects.toThrow();
  await $client.migrate(statements);
  expect(await names('certificate')).toEqual(['Card payments fail']);
  await consistent();
});

async function consistent() {
  const { db } = page.deps;
  await db.run(sql`insert into public_words (public_words, rank) values ('integrity-check', 1)`);
  const indexed = await db.all(
    sql`select incident_id, update_id, text from public_text order by incident_id, update_id`,
  );
  const fromRows = await db.all(
    sql`select id as incident_id, null as update_id, name || coalesce((select char(10) || group_concat(value, char(10)) from json_each(translations)), '') as text
      from incident where audience = 'public'
      union all select i.id, u.id, u.body || coalesce((select char(10) || group_concat(value, char(10)) from json_each(u.translations)), '') from incident_update u join incident i on i.id = u.incident_id
      where u.audience = 'public' and i.audience = 'public' order by 1, 2`,
  );
  expect(indexed).toEqual(fromRows);
}
