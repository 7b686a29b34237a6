import { expect, test } from 'vitest';
import { folderOf, isCode, sources, textOf } from './sources.ts';

const MAX_FILES = 16;

const MAX_LINES = 250;
/** Every text of one language is one file. */
const isLong = (path: string) => path.startsWith('site/locales/');

/** A file for one runtime has the exports of its counterpart. */
const isOfOneRuntime = (path: string) => /\.(node|worker)\.ts$/.test(path);

const EXPORT =
  /^export (?:abstract |async )?(?:const|let|function\*?|class|type|interface|enum) (\w+)/gm;

test('no folder has too many files', () => {
  const counts = Map.groupBy(sources, folderOf);
  const large = [...counts].filter(([, files]) => files.length > MAX_FILES);
  expect(large.map(([folder, files]) => `${folder}: ${files.length}`)).toEqual([]);
});

test(`no file has more than ${MAX_LINES} lines`, () => {
  const lines = (path: string) => textOf(path).trimEnd().split('\n').length;
  const long = sources.filter((path) => isCode(path) && !isLong(path) && lines(path) > MAX_LINES);
  expect(long).toEqual([]);
});

test('no two files export different things by one name', () => {
  const exported = sources
    .filter((path) => path.endsWith('.ts') && !isOfOneRuntime(path))
    .flatMap((path) => [...textOf(path).matchAll(EXPORT)].map(([, name = '']) => ({ name, path })));
  const twice = [...Map.groupBy(exported, ({ name }) => name)]
    .map(([name, places]) => ({ name, paths: [...new Set(places.map(({ path }) => path))] }))
    .filter(({ paths }) => paths.length > 1)
    .map(({ name, paths }) => `${name}: ${paths.join(', ')}`);
  expect(twice).toEqual([]);
});
