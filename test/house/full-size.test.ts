import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { scripts } from '../../package.json' with { type: 'json' };

const root = resolve(import.meta.dirname, '../..');

test('every test that has a full size runs at it in `npm run faults` or `npm run faults:edge`', () => {
  const sized = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.test.ts') && !path.startsWith('house/'))
    .map((path) => `test/${path}`)
    .filter((path) => /\b(FULL|PART_AT_EDGE)\b/.test(readFileSync(join(root, path), 'utf8')));
  const named = `${scripts.faults} ${scripts['faults:edge']}`.split(' ');
  const isNamed = (path: string) =>
    named.some((name) => path === name || path.startsWith(`${name}/`));
  expect(sized.filter((path) => !isNamed(path))).toEqual([]);
});
