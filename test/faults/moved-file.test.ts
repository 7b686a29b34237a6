import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sameFile } from '../../api/notify/thread/same-file.node.ts';
import { type Db, openDb } from '../../db/engine/client.ts';
import { migrate } from '../../db/engine/migrate.ts';
import { outageOf } from '../../db/engine/outage.ts';
import { write } from '../../db/engine/write.ts';
import { installValue, setInstallValue } from '../../db/page/page.ts';

let folder: string;
let url: string;
const opened: Db[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'allclear-moved-'));
  mkdirSync(join(folder, 'away'));
  mkdirSync(join(folder, 'here'));
  url = `file:${join(folder, 'here', 'allclear.db')}`;
});
afterEach(() => {
  for (const db of opened.splice(0)) db.$client.close();
  rmSync(folder, { recursive: true });
});

function open(): Db {
  const db = openDb({ url, fileIs: sameFile(url) });
  opened.push(db);
  return db;
}
function move(from: string, to: string): void {
  for (const file of readdirSync(join(folder, from)))
    renameSync(join(folder, from, file), join(folder, to, file));
}
const set = (db: Db, value: string) => write(db, [setInstallValue(db, 'test', value)]);

test('a moved database is neither written nor replaced; once it is back, everything continues', async () => {
  const db = open();
  await migrate(db, url);
  await set(db, 'before');
  move('here', 'away');
  const refused = await set(db, 'lost at the next start').catch((error: unknown) => error);
  expect(outageOf(refused)).toBe('away');
  expect(outageOf(await installValue(db, 'test').catch((error: unknown) => error))).toBe('away');
  expect(existsSync(url.slice('file:'.length))).toBe(false);
  move('away', 'here');
  expect(await installValue(db, 'test')).toBe('before');
  await set(db, 'after');
  expect(await installValue(open(), 'test')).toBe('after');
});

test('a client opened while the database was away finds it when it is back', async () => {
  const first = open();
  await migrate(first, url);
  await set(first, 'before');
  move('here', 'away');
  const db = open();
  await expect(installValue(db, 'test')).rejects.toThrow();
  move('away', 'here');
  expect(await installValue(db, 'test')).toBe('before');
});
