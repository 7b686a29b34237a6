import type { Visited, Visitor } from '../../support/browser/visitor.ts';

/** Documents by a name that says what, in which state and language. */
export type Documents = Map<string, Visited>;

const MACHINES = /\.(?:rss|atom|json|ics|svg|png|csv|js)(?:$|\?)|^\/api\/(?!docs)/;

/** Ids, months and tokens make many addresses of one page: how many of each are requested. */
const kindOf = (path: string): string =>
  path
    .replace(/[?#].*/, '')
    .replace(/\/(?!maintenances)[a-z0-9]{12}(?=\.|\/|$)/g, '/:id')
    .replace(/\/\d{4}(-\d\d)?(-\d\d)?(?=\.|\/|$)/g, '/:time');

/** Follows the links from `starts`; keeps what `isWanted`, at most `most` addresses of a kind. */
export async function walk(
  visitor: Visitor,
  starts: readonly string[],
  given: { state: string; isWanted: (path: string) => boolean; most?: number },
): Promise<Documents> {
  const found: Documents = new Map();
  const asked = new Set<string>();
  const ofKind = new Map<string, number>();
  const queue = [...starts];
  for (const path of queue) {
    const kind = kindOf(path);
    const count = ofKind.get(kind) ?? 0;
    const isStart = starts.includes(path);
    if (asked.has(path) || (!isStart && count >= (given.most ?? 2))) continue;
    asked.add(path);
    ofKind.set(kind, count + 1);
    const visited = await visitor.get(path);
    found.set(`${path} (${given.state})`, visited);
    if (visited.type.startsWith('text/html'))
      queue.push(...linksOf(visited.html).filter(given.isWanted));
  }
  return found;
}

const linksOf = (html: string): string[] =>
  [...html.matchAll(/<(?:a|link)\b[^>]*?\shref="(\/[^"#]*)/g)].map(([, path = '']) =>
    path.replaceAll('&amp;', '&'),
  );

export const isForPrograms = (path: string): boolean => MACHINES.test(path);
