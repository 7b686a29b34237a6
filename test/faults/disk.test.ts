import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lastKnownOnDisk } from '../../api/snapshot/last-known.node.ts';
import { databaseFile } from '../../db/engine/file.ts';
import { notification } from '../../db/schema/index.ts';
import { listTemplates } from '../../db/template/template.ts';
import { openPage, type TestPage } from '../support/browser/page.ts';
import { FULL } from '../support/size.ts';
import { type ConsoleWorld, type Drawn, makeConsole } from '../support/world/console.ts';
import { rows } from '../support/world/dump.ts';

const program = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const ended: (() => unknown)[] = [];
let page: TestPage;
beforeEach(async () => {
  page = await openPage();
});
afterEach(async () => {
  page.close();
  for (const end of ended.splice(0)) await end();
});

function collectGarbage(): void {
  setFlagsFromString('--expose_gc');
  runInNewContext('gc')();
}

const incident = { name: 'Cards fail', state: 'investigating' as const, body: 'We look.' };

/** Another program that holds the database for writing, for this long. */
async function rival(ms: number) {
  const file = databaseFile(page.url) ?? '';
  const child = spawn(process.execPath, [program('process/rival.ts'), file, `${ms}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  ended.push(() => child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return { released: once(child, 'exit') };
}

test('a publish waits for another program’s lock, and readers do not', async () => {
  await page.deps.snapshots.current();
  await rival(600);
  const order: string[] = [];
  const publishing = page.publish(incident).then(() => order.push('published'));
  await new Promise((resume) => setTimeout(resume, 20));
  order.push((await page.deps.snapshots.current())?.incidents.length === 0 ? 'read' : 'too new');
  await publishing;
  expect(order).toEqual(['read', 'published']);
});

test('a permanent lock is an error that says what to do; the next write after it works', async () => {
  const files = () => readdirSync('/proc/self/fd').length;
  await page.deps.snapshots.current();
  const before = files();
  const rounds = FULL ? 100 : 1;
  for (let round = 0; round < rounds; round++) {
    const one = { ...incident, name: `Cards fail, ${round}` };
    const { released } = await rival(FULL ? 10_000 : 6500);
    const refused = await page.publish(one).catch((error) => error);
    expect(refused).toMatchObject({ status: 503, message: expect.stringContaining('again') });
    await released;
    await page.publish(one);
  }
  expect(await page.deps.db.select().from(notification)).toHaveLength(rounds);
  // A connection that met the lock is closed when nothing holds it any more.
  const left = () => {
    collectGarbage();
    return files() - before;
  };
  await expect.poll(left, { timeout: 20_000 }).toBeLessThanOrEqual(2);
}, 1_800_000);

test('a full disk refuses a publish completely, keeps its text, serves readers, and recovers once there is space', async () => {
  const world: ConsoleWorld = await makeConsole();
  ended.push(() => world.close());
  const lead = await world.as('publisher');
  const { $client } = world.deps.db;
  const body = 'Payments by card fail. '.repeat(200);
  const templates = await listTemplates(world.deps.db, world.pageId);
  const form = {
    state: 'investigating',
    template: templates.find((one) => one.state === 'investigating')?.id ?? '',
    name: 'Cards fail',
    impactOverride: '',
    'f.what_users_see': 'Cards are declined',
    'f.since': '2026-11-20T11:40',
    'f.next_update': '30',
    notify: 'on',
    composed: '',
    body: '',
    do: 'publish',
  };
  const shown = (await (await lead.post('/admin/incidents/new', form)).json()) as Drawn;
  const typed = { ...shown.form?.values, body };
  const [pages] = await rows(world.deps.db, 'PRAGMA page_count');
  await $client.execute(`PRAGMA max_page_count = ${pages?.page_count}`);
  let refused: Response | undefined;
  for (let i = 0; i < 20 && refused?.status !== 507; i++)
    refused = await lead.post('/admin/incidents/new', { ...typed, key: `press-${i}` });
  expect(refused?.status).toBe(507);
  const drawn = (await refused?.json()) as Drawn;
  expect(drawn.form?.message).toContain('disk');
  expect(drawn.form?.values.body).toBe(body);
  const counts = () =>
    rows(
      world.deps.db,
      'select (select count(*) from incident) as i, (select count(*) from incident_update) as u, (select count(*) from notification) as n',
    );
  const [full] = await counts();
  expect(full?.u).toBe(full?.i);
  expect(full?.n).toBe(full?.i);
  expect(await world.deps.snapshots.current()).not.toBeNull();

  await $client.execute('PRAGMA max_page_count = 1000000');
  const accepted = await lead.post('/admin/incidents/new', { ...typed, key: 'press-after' });
  expect(accepted.status).toBe(303);
  const [check] = await rows(world.deps.db, 'PRAGMA integrity_check');
  expect(check?.integrity_check).toBe('ok');
});

test('a copy truncated at any byte is never used', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'allclear-copy-'));
  ended.push(() => rmSync(folder, { recursive: true }));
  await page.publish(incident);
  const snapshot = await page.deps.snapshots.current();
  if (!snapshot) throw new Error('there is a page');
  const copies = lastKnownOnDisk(folder);
  await copies.save(snapshot);
  expect(await copies.load()).toEqual(snapshot);
  const whole = readFileSync(join(folder, 'last-known.json'));
  for (let length = 0; length < whole.length; length += FULL ? 1 : 37) {
    writeFileSync(join(folder, 'last-known.json'), whole.subarray(0, length));
    expect(await copies.load()).toBeNull();
  }
});

test('a kill while the copy is written leaves the previous one', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'allclear-copy-'));
  ended.push(() => rmSync(folder, { recursive: true }));
  await page.publish(incident);
  const snapshot = await page.deps.snapshots.current();
  if (!snapshot) throw new Error('there is a page');
  const copies = lastKnownOnDisk(folder);
  await copies.save(snapshot);
  for (let kill = 0; kill < (FULL ? 50 : 4); kill++) {
    const writer = spawn(process.execPath, [program('process/copy-writer.ts'), folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(writer.stdout, 'data');
    await new Promise((resume) => setTimeout(resume, Math.random() * 30));
    writer.kill('SIGKILL');
    await once(writer, 'exit');
    expect((await copies.load())?.incidents[0]?.name).toBe('Cards fail');
  }
}, 600_000);
