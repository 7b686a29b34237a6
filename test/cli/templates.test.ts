import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listTemplates } from '../../db/template/template.ts';
import { commandOn } from '../support/server/installation.ts';
import { makeWorld, type World } from '../support/world/world.ts';

let world: World;
let folder: string;
let command: ReturnType<typeof commandOn>;

beforeEach(async () => {
  world = await makeWorld();
  folder = mkdtempSync(join(tmpdir(), 'allclear-templates-'));
  command = commandOn('http://localhost', world.deps.config.databaseUrl);
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  return world.close();
});
const all = () => listTemplates(world.deps.db, world.pageId);

test('templates go out as a file each, and come in once', async () => {
  const before = await all();
  expect(command('templates', 'export', '--out', folder)).toBe(`4 templates in ${folder}.`);
  expect(readdirSync(folder)).toEqual([
    'identified.yaml',
    'investigating.yaml',
    'monitoring.yaml',
    'resolved.yaml',
  ]);
  expect(command('templates', 'import', folder)).toBe('0 new, 0 changed, 4 unchanged');
  expect(await all()).toEqual(before);
  const file = join(folder, 'resolved.yaml');
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace('This incident is resolved', 'It is over'),
  );
  writeFileSync(join(folder, 'new.yaml'), 'state: resolved\nname: New\ntext: Over.\n');
  const dry = command('templates', 'plan', folder);
  expect(dry).toBe('1 new, 1 changed, 3 unchanged');
  expect(await all()).toEqual(before);
  expect(command('templates', 'import', folder)).toBe(dry);
  expect(command('templates', 'import', folder)).toBe('0 new, 0 changed, 5 unchanged');
});

test('one bad file of several is named with its place, and nothing is imported', async () => {
  const before = await all();
  const bad = join(folder, 'bad.yaml');
  writeFileSync(bad, 'state: resolved\nname: Bad\ntext: |\n  {{ nosuch }}\n');
  writeFileSync(join(folder, 'good.yaml'), 'state: resolved\nname: Good\ntext: Over.\n');
  expect(() => command('templates', 'import', folder)).toThrow(
    `${bad}:4:6: No question has the key`,
  );
  expect(await all()).toEqual(before);
});
