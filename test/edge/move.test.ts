import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { saveLogo } from '../../api/actions/page/branding.ts';
import { Upload } from '../../api/actions/page/logo.ts';
import { openDb } from '../../db/engine/client.ts';
import { allRows } from '../../db/engine/dump.ts';
import { startEdgeWorld } from '../support/edge/edge-world.ts';
import { startSqld } from '../support/edge/sqld.ts';
import { addSubscribers, lead, makeWorld, publish } from '../support/mail/mail.ts';
import { jpeg } from '../support/samples/images.ts';
import { commandOn } from '../support/server/installation.ts';
import { startFaultProxy } from '../support/server/network-faults.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'allclear-move-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const rowsOf = async (url: string) => {
  const db = openDb({ url });
  const rows = await allRows(db);
  db.$client.close();
  return rows.map(({ table, rows }) => ({
    table,
    rows: rows.filter((r) => r.key !== 'sending_held'),
  }));
};

test('from one machine to a server and back: every ID, token and row is unchanged', async () => {
  const here = await makeWorld();
  await addSubscribers(here, 1200);
  for (let i = 0; i < 5; i++) await publish(here, { name: `“Odd” name ${i}; drop table page` });
  const light = Upload.parse(jpeg);
  await saveLogo(here.deps, lead, here.pageId, { light });
  const sqld = await startSqld({ isEmpty: true });
  const back = `file:${join(folder, 'back.db')}`;
  const file = join(folder, 'allclear.jsonl');

  commandOn('http://localhost:1', here.url)('dump', '--out', file);
  expect(commandOn('http://localhost:1', sqld.url)('restore', file)).toMatch(/Email is paused/);
  expect(await rowsOf(sqld.url)).toEqual(await rowsOf(here.url));
  expect(() => commandOn('http://localhost:1', sqld.url)('restore', file)).toThrow('isn’t empty');

  const again = join(folder, 'again.jsonl');
  commandOn('http://localhost:1', sqld.url)('dump', '--out', again);
  commandOn('http://localhost:1', back)('restore', again);
  expect(await rowsOf(back)).toEqual(await rowsOf(here.url));
  await here.close();
  await sqld.stop();
});

test('restored notifications are sent only after a release', async () => {
  const world = await startEdgeWorld({ queue: 'loses everything' });
  const people = await world.addPeople(3);
  await world.publish('Cards fail');
  const sqld = await startSqld({ isEmpty: true });
  const file = join(folder, 'held.jsonl');
  commandOn(world.url, world.databaseUrl)('dump', '--out', file);
  commandOn(world.url, sqld.url)('restore', file);

  await world.restart({ env: { DATABASE_URL: sqld.url } });
  await world.edge.minute();
  expect(world.provider.copies).toEqual([]);
  expect(commandOn(world.url, sqld.url)('release')).toMatch(/^Sending resumed/);
  await world.edge.minute();
  expect(world.provider.copies.map((copy) => copy.to).sort()).toEqual(people);
  await world.stop();
  await sqld.stop();
});

test('an interrupted restore continues when it is run again, and until then nothing can be released', async () => {
  const here = await makeWorld();
  await addSubscribers(here, 1200);
  await publish(here);
  const sqld = await startSqld({ isEmpty: true });
  const between = await startFaultProxy(sqld.url);
  const file = join(folder, 'long.jsonl');
  commandOn('http://localhost:1', here.url)('dump', '--out', file);
  const onServer = commandOn('http://localhost:1', sqld.url);

  between.faults.loseReply = (body) => /into \\"subscriber\\"/.test(body);
  const cutOff = spawn(process.execPath, ['api/cli/database/restore.ts', file], {
    env: { ...process.env, BASE_URL: 'http://localhost:1', DATABASE_URL: between.url },
  });
  const output = text(cutOff.stderr);
  await once(cutOff, 'close');
  expect(cutOff.exitCode).toBe(1);
  expect(await output).toMatch(
    /^Interrupted after \d+ of \d+ rows: .*\nRun the same command to resume/,
  );
  const filled = (await rowsOf(sqld.url)).reduce((sum, { rows }) => sum + rows.length, 0);
  expect(filled).toBeGreaterThan(1);
  expect(() => onServer('release')).toThrow(
    'Run it again with the same file, then resume sending.',
  );

  const other = join(folder, 'other.jsonl');
  writeFileSync(
    other,
    `${readFileSync(file, 'utf8').trim().replace('"name":"', '"name":"Not ')}\n`,
  );
  expect(() => onServer('restore', other)).toThrow('another file');
  expect(onServer('restore', file)).toMatch(/Email is paused/);
  expect(await rowsOf(sqld.url)).toEqual(await rowsOf(here.url));
  expect(onServer('release')).toMatch(/^Sending resumed/);
  await here.close();
  await between.stop();
  await sqld.stop();
});
