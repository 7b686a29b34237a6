import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { logosOnDisk } from '../../api/snapshot/last-known.node.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'allclear-copies-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('writing a copy deletes leftovers of a killed process, and nothing being written', async () => {
  const copies = logosOnDisk(folder);
  await copies.save('acme.png', new Uint8Array([1, 2, 3]));
  const at = (name: string) => join(folder, 'logos', name);
  for (const name of ['acme.png.4000001', 'acme.png.4000002', 'acme.png.old'])
    writeFileSync(at(name), 'half of it');
  const yesterday = new Date(Date.now() - 86_400_000);
  for (const name of ['acme.png.4000001', 'acme.png.old'])
    utimesSync(at(name), yesterday, yesterday);
  await copies.save('acme.png', new Uint8Array([4]));
  expect(readdirSync(join(folder, 'logos')).sort()).toEqual([
    'acme.png',
    'acme.png.4000002',
    'acme.png.old',
  ]);
  expect(await copies.load('acme.png')).toEqual(new Uint8Array([4]));
});
