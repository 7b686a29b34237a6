import { expect, test } from 'vitest';
import { folderOf, importsOf, isCode, sources } from './sources.ts';

type Graph = Map<string, Set<string>>;

/** Folders whose children use what the folder itself holds; what they share could have its own. */
const SHARING = ['site/components/public'];

const imports = importsOf(sources.filter(isCode));

/** Which folder imports which; a folder that only puts its children together imports them. */
function foldersOf(files: Graph): Graph {
  const folders: Graph = new Map();
  for (const [file, targets] of files) {
    const from = folderOf(file);
    const known = folders.get(from) ?? new Set();
    for (const to of [...targets].map(folderOf))
      if (to !== from && !(SHARING.includes(from) && to.startsWith(`${from}/`))) known.add(to);
    folders.set(from, known);
  }
  return folders;
}

/** The shortest way from a node back to itself; null where there is none. */
function circleThrough(start: string, graph: Graph): string[] | null {
  const seen = new Set<string>();
  let ways = [[start]];
  while (ways.length > 0) {
    const longer: string[][] = [];
    for (const way of ways)
      for (const next of graph.get(way.at(-1) ?? '') ?? []) {
        if (next === start) return way;
        if (seen.has(next)) continue;
        seen.add(next);
        longer.push([...way, next]);
      }
    ways = longer;
  }
  return null;
}

/** Each circle once, as `a → b → a`. */
function circlesIn(graph: Graph): string[] {
  const circles = [...graph.keys()].flatMap((node) => {
    const circle = circleThrough(node, graph);
    return circle ? [circle] : [];
  });
  const unique = new Map(circles.map((circle) => [circle.toSorted().join(), circle]));
  return [...unique.values()].map((circle) => [...circle, circle[0]].join(' → '));
}

test('a circle is found and named', () => {
  const graph = new Map([
    ['a', new Set(['b'])],
    ['b', new Set(['c', 'd'])],
    ['c', new Set(['a'])],
    ['d', new Set<string>()],
  ]);
  expect(circlesIn(graph)).toEqual(['c → a → b → c']);
  expect(
    circlesIn(
      new Map([
        ['a', new Set(['b'])],
        ['b', new Set()],
      ]),
    ),
  ).toEqual([]);
});

test('imports are read in code and in pages, of types too', () => {
  const of = (file: string) => [...(imports.get(file) ?? [])];
  expect(of('api/context/context.ts')).toContain('api/context/deps.ts');
  expect(of('site/pages/admin/index.astro')).toContain('site/layouts/Console.astro');
});

test('no file reaches itself through what it imports', () => {
  expect(circlesIn(imports)).toEqual([]);
});

test('no folder reaches itself through what its files import', () => {
  expect(circlesIn(foldersOf(imports))).toEqual([]);
});
