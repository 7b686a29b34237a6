import { afterEach, expect, test } from 'vitest';
import { leftHash } from '../../api/actions/subscriber/erase.ts';
import {
  beginImport,
  checkImport,
  importCalled,
} from '../../api/actions/subscriber/import/import.ts';
import { runImports } from '../../api/actions/subscriber/import/run.ts';
import { findPage } from '../../db/page/page.ts';
import {
  directMail,
  subscriber,
  subscriberImportPart,
  subscription,
  suppression,
} from '../../db/schema/index.ts';
import { addSubscribers, lead, makeWorld, type World } from '../support/mail/mail.ts';

let world: World;
afterEach(() => world.close());

const asks = { confirmation: 'ask', consent: '' } as const;
const confirmed = { confirmation: 'confirmed', consent: 'Shop, 2025' } as const;

async function check(content: string | Uint8Array, options: typeof asks | typeof confirmed = asks) {
  const page = await findPage(world.db, world.pageId);
  if (!page) throw new Error('no page');
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const id = await checkImport(world.deps, lead, page, { bytes, options });
  return importCalled(world.deps, world.pageId, id);
}
async function run(id: string) {
  await beginImport(world.deps, lead, world.pageId, id);
  await runImports(world.deps);
  return importCalled(world.deps, world.pageId, id);
}
const people = () => world.db.select().from(subscriber).orderBy(subscriber.email);

test('a list is checked first, and imported with names of rows that are not', async () => {
  world = await makeWorld();
  await addSubscribers(world, 1);
  const gone = await leftHash(world.deps, world.pageId, 'gone@x.example');
  await world.db
    .insert(suppression)
    .values({ id: 's1', pageId: world.pageId, addressHash: gone, reason: 'left', createdAt: 1 });
  const file = [
    'E-Mail Address,Components,State,Consent,Note',
    'ana@x.example,,active,Form of 2024,"two\r\nlines"',
    'bo@x.example,Login; card payments,unconfirmed,,',
    'not an address,,,,',
    ',,,,',
    'ANA@x.example,,,,',
    'cy@x.example,Nowhere,,,',
    'person-0@customers.example,,,,',
    'gone@x.example,,,,',
    'out@x.example,,unsubscribed,,',
  ].join('\r\n');
  const checked = await check(file, confirmed);
  expect(checked.counts).toEqual({
    ...{ rows: 8, good: 2, problems: 2, repeated: 1, known: 1, left: 2 },
  });
  expect(checked.problems).toEqual([
    { row: 4, sentence: 'The email address isn’t valid. Check for typos.' },
    { row: 7, sentence: 'Names a component that the page doesn’t have.' },
  ]);
  expect(await people(), 'a check subscribes nobody').toHaveLength(1);
  expect(await run(checked.id)).toMatchObject({ state: 'done', done: 2 });
  expect(await world.db.select().from(subscriberImportPart)).toEqual([]);
  const [ana, bo] = await people();
  expect(ana).toMatchObject({ state: 'active', source: 'import', consent: 'Form of 2024' });
  expect(bo).toMatchObject({ state: 'pending', consent: 'Shop, 2025', allComponents: false });
  expect(await world.db.select().from(subscription)).toHaveLength(2);
  const mails = await world.db.select().from(directMail);
  expect(mails.map(({ to }) => to)).toEqual(['bo@x.example']);
  expect(mails[0]?.text).toContain(`/confirm/${bo?.id}.`);
  const again = await check(file, confirmed);
  expect(again.counts).toMatchObject({ good: 0, known: 3 });
});

test('an import that is stopped goes on, and mails nobody twice', async () => {
  world = await makeWorld();
  const rows = Array.from({ length: 1200 }, (_, i) => `p${i}@x.example`);
  const { id } = await check(rows.join('\n'));
  await beginImport(world.deps, lead, world.pageId, id);
  const parts = await world.db.select().from(subscriberImportPart);
  expect(parts).toHaveLength(3);
  await runImports(world.deps);
  await world.db.insert(subscriberImportPart).values(parts[0] as (typeof parts)[0]);
  await world.db.$client.execute(
    "update subscriber_import set state = 'running', leased_until = 0",
  );
  await runImports(world.deps);
  expect(await people()).toHaveLength(1200);
  const mails = await world.db.select().from(directMail);
  expect(new Set(mails.map(({ to }) => to)).size).toBe(1200);
  expect(mails).toHaveLength(1200);
  const due = mails.map(({ dueAt }) => dueAt);
  expect(Math.max(...due) - Math.min(...due), 'they are spread').toBeGreaterThan(10 * 60_000);
});

const le = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');
test.for([
  ['UTF-8 with a mark and semicolons', Buffer.from('\ufeffName;Email\r\nJosé;jo@x.example')],
  ['UTF-16 with tabs', le('Email\tConsent\njo@x.example\tGrüße')],
  ['UTF-16 without a mark', le('Email,Consent\njo@x.example,Yes').subarray(2)],
  ['Windows-1252', Buffer.from('Name,Email\nJos\xe9,jo@x.example', 'latin1')],
  ['a named separator', Buffer.from('sep=|\r\nEmail|Name\r\njo@x.example|Jo')],
  ['no headers', Buffer.from('jo@x.example')],
  ['an export of Statuspage', Buffer.from('id,mode,email,state\na1,email,jo@x.example,active')],
] as const)('a file is read: %s', async ([, bytes]) => {
  world = await makeWorld();
  expect((await check(bytes)).counts).toMatchObject({ rows: 1, good: 1, problems: 0 });
});

test.for([
  ['a workbook', Buffer.from('PK\x03\x04rest'), 'Save As'],
  ['an image', Buffer.from([0x89, 0x50, 0, 1, 2, 3]), 'isn’t a text file'],
  ['no addresses', Buffer.from('Name,City\nJo,Bonn'), 'No column with email addresses'],
  ['an open quotation mark', Buffer.from('email\n"jo@x.example\nbo@x.example'), 'isn’t closed'],
] as const)('a file that can’t be read is refused in a sentence: %s', async ([, bytes, words]) => {
  world = await makeWorld();
  await expect(check(bytes)).rejects.toMatchObject({ message: expect.stringContaining(words) });
});
