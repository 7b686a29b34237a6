import { expect, test } from 'vitest';
import { importsOf, sources, textOf } from './sources.ts';

const pages = sources
  .filter((path) => /^site\/pages\/.*\.astro$/.test(path))
  .map((file) => ({
    file,
    path: file.replace(/^site\/pages/, '').replace(/(\/index)?\.astro$/, ''),
    taken: [...textOf(file).matchAll(/propsOf\(\s*'([^']*)'/g)].map(([, path]) => path),
  }));

test('a page takes its own props, and no other page’s', () => {
  const wrong = pages.flatMap(({ file, path, taken }) =>
    taken.filter((one) => one !== path).map((one) => `${file}: ${one}`),
  );
  expect(wrong).toEqual([]);
});

test('a page with props reads no rows itself', () => {
  const imports = importsOf(sources);
  const reading = pages
    .filter(({ taken }) => taken.length > 0)
    .flatMap(({ file }) =>
      [...(imports.get(file) ?? [])].filter((target) => target.startsWith('db/')),
    );
  expect(reading).toEqual([]);
});

test('each page that has props takes them', () => {
  const files = sources.filter((path) => path.startsWith('api/context/pages/'));
  const declared = files.flatMap((file) => [...textOf(file).matchAll(/^ {2,4}'(\/[^']*)':/gm)]);
  const taking = new Set(pages.flatMap(({ taken }) => taken));
  expect(declared.length).toBeGreaterThan(20);
  expect(declared.map(([, path]) => path).filter((path) => !taking.has(path))).toEqual([]);
});

test('a console script is imported by one component, also by way of other scripts', () => {
  const imports = importsOf(sources);
  const scriptsOf = (file: string, found = new Set<string>()): Set<string> => {
    for (const target of imports.get(file) ?? [])
      if (target.startsWith('site/scripts/') && !found.has(target))
        scriptsOf(target, found.add(target));
    return found;
  };
  const scripts = sources
    .filter((path) => path.endsWith('.astro'))
    .flatMap((path) => [...scriptsOf(path)]);
  expect(scripts.length).toBeGreaterThan(9);
  // Two would make it a file of its own, and pages load no files.
  expect(scripts.filter((script, i) => scripts.indexOf(script) !== i)).toEqual([]);
});
