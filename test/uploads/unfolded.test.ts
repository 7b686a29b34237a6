import fc from 'fast-check';
import { expect, test } from 'vitest';
import { imageIn } from '../../api/uploads/image.ts';
import { type Drawn, unfolded } from '../../api/uploads/unfolded.ts';
import { svg } from '../support/samples/images.ts';

type Node = { id: string | undefined; again: readonly string[]; within: Node[] };

/** Builds the tree and copies what is named into whatever names it, as a browser does. */
function repeatedOneByOne(drawing: readonly Drawn[], most: number): number {
  const nodes = drawing.map(({ id, again }): Node => ({ id, again, within: [] }));
  for (const [i, node] of nodes.entries()) {
    const above = drawing
      .slice(0, i)
      .findLastIndex(({ depth }) => depth < (drawing[i]?.depth ?? 0));
    nodes[above]?.within.push(node);
  }
  let count = 0;
  const copy = (node: Node, above: readonly Node[]): void => {
    if (++count > most) return;
    const path = [...above, node];
    for (const id of node.again) {
      const named = nodes.find((one) => one.id === id);
      if (named && !path.includes(named)) copy(named, path);
    }
    for (const one of node.within) copy(one, path);
  };
  if (nodes[0]) copy(nodes[0], []);
  return count;
}

test('an SVG that hides its repeats behind a cycle is refused', () => {
  const use = (to: string) => `<use href="#${to}"/>`;
  const group = (id: string, content: string) => `<g id="${id}">${content}</g>`;
  const nineOf = (id: string, to: string) => group(id, use(to).repeat(9));
  const above = nineOf('a0', 'm') + nineOf('a1', 'a0') + nineOf('a2', 'a1');
  const below = group('b0', '<path/>') + nineOf('b1', 'b0') + nineOf('b2', 'b1');
  const bomb = use('m') + group('m', use('a2') + use('b2')) + above + below;
  expect(imageIn(svg(bomb))).toMatchObject({ error: expect.stringContaining('too complex') });
  expect(imageIn(svg(group('x', '<use href="#x"/><path/>').repeat(500)))).not.toHaveProperty(
    'error',
  );
});

test('an SVG draws as many elements as repeating them one by one gives, cycles included', () => {
  const most = 500;
  const tag = fc.record({
    depth: fc.nat(4),
    id: fc.option(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')),
    again: fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'), { maxLength: 2 }),
  });
  const drawings = fc.array(tag, { minLength: 1, maxLength: 12 }).map((tags) => {
    const given = new Set<string>();
    let last = -1;
    return tags.map(({ depth, id, again }, i) => {
      last = i === 0 ? 0 : Math.max(1, Math.min(depth, last + 1));
      const own = id && !given.has(id) ? id : undefined;
      if (own) given.add(own);
      return { depth: last, id: own, again };
    });
  });
  fc.assert(
    fc.property(drawings, (drawing) => {
      const repeated = repeatedOneByOne(drawing, most);
      expect(unfolded(drawing, most)).toBe(repeated > most ? Infinity : repeated);
    }),
    { numRuns: 3000 },
  );
});
