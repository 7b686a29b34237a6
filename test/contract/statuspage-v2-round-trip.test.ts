import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { importPage, realPages } from '../support/samples/import-page.ts';
import { serveDeps } from '../support/server/serve-deps.ts';
import { makeWorld, type World } from '../support/world/world.ts';

type Difference = { at: string; was: unknown; is: unknown };

/** What differs between a page's own JSON and ours after an import, and why. Anything else is an error. */
const reasons: { why: string; holds: (d: Difference) => boolean }[] = [
  { why: 'the page has our address now', holds: ({ at }) => at === 'page.url' },
  { why: 'the import changed the page', holds: ({ at }) => at === 'page.updated_at' },
  {
    why: 'its short link is the incident’s address here',
    holds: ({ at }) => /\.shortlink$/.test(at),
  },
  {
    why: 'HTML becomes Markdown, and what surrounds the text is trimmed',
    holds: ({ at, was }) => /\.body$/.test(at) && /[<&]|\r|^\s|\s$|\n{3}| \n/.test(String(was)),
  },
  {
    why: 'captures before 2021 lack these keys; clients of today need them',
    holds: ({ at, was }) =>
      was === undefined &&
      /(^status|\.(started_at|components|showcase|start_date|page_id|only_show_if_degraded))$/.test(
        at,
      ),
  },
  {
    why: 'before 2017 “no components” was an element; clients of today need null',
    holds: ({ at, was, is }) =>
      /\.affected_components$/.test(at) && is === null && !JSON.stringify(was).includes('"code"'),
  },
  {
    why: 'an empty list is [], never null',
    holds: ({ was, is }) => was === null && `${is}` === '',
  },
  {
    why: 'the zone’s Rails name becomes its IANA name',
    holds: ({ at, was }) => at === 'page.time_zone' && / /.test(String(was)),
  },
  {
    why: 'vendors’ captures disagree (contract §9.1): an open incident raises the answer only where its impact was set by hand, which no public file tells',
    holds: ({ at, is }) =>
      /^status\./.test(at) && (is === 'none' || is === 'All Systems Operational'),
  },
  {
    why: 'a group that is not in the file cannot be pointed at',
    holds: ({ at, is }) => /\.group_id$/.test(at) && is === null,
  },
  {
    why: 'a component that an update of it names is one of its components',
    holds: ({ at, was }) => /\]\.components\[\w+\]$/.test(at) && was === undefined,
  },
  {
    why: 'a name has no two spaces in a row',
    holds: ({ at, was, is }) =>
      /\.name$/.test(at) && String(was).replaceAll(/\s+/g, ' ').trim() === is,
  },
  {
    why: 'the summary has open incidents alone',
    holds: ({ at, was, is }) =>
      /^incidents\[\w+\]$/.test(at) && is === undefined && (was as Entry).status === 'resolved',
  },
];
type Entry = { name?: string; status?: string };

let world: World;
let server: Awaited<ReturnType<typeof serveDeps>>;
beforeEach(async () => {
  world = await makeWorld({ bare: true });
  server = await serveDeps(world.deps);
});
afterEach(async () => {
  await server.stop();
  world.close();
});

const files = ['summary', 'components', 'incidents', 'scheduled-maintenances'];

test.each(realPages())(
  '%s comes back unchanged, except for the listed differences',
  async (folder) => {
    const skipped = await importPage(world, folder);
    /** The import says of each of these that it was left out, and why. */
    const wasLeftOut = ({ was, is }: Difference) =>
      is === undefined && skipped.some(({ what }) => what.includes(`“${(was as Entry).name}”`));
    const unexplained: Difference[] = [];
    for (const name of files.filter((file) => existsSync(join(folder, `${file}.json`)))) {
      const original = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
      const ours = await (await fetch(`${server.url}/api/v2/${name}.json`)).json();
      unexplained.push(
        ...differences(original, ours).filter(
          (difference) =>
            !wasLeftOut(difference) && !reasons.some(({ holds }) => holds(difference)),
        ),
      );
    }
    expect(unexplained).toEqual([]);
  },
);

/** Field by field; elements of a list are paired by their ids, then by their places. */
function differences(was: unknown, is: unknown, at = ''): Difference[] {
  if (isInstant(was) && isInstant(is) && Date.parse(was) === Date.parse(is)) return [];
  if (Array.isArray(was) && Array.isArray(is)) {
    const [before, after] = [byName(was), byName(is)];
    return Object.keys({ ...before, ...after }).flatMap((id) =>
      differences(before[id], after[id], `${at}[${id}]`),
    );
  }
  if (isObject(was) && isObject(is))
    return Object.keys({ ...was, ...is }).flatMap((key) =>
      differences(was[key], is[key], at ? `${at}.${key}` : key),
    );
  return was === is ? [] : [{ at, was, is }];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
const isInstant = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT.*(Z|\d\d:\d\d)$/.test(value);
const byName = (list: unknown[]): Record<string, unknown> =>
  Object.fromEntries(
    list.map((item, i) => [isObject(item) ? (item.id ?? item.code ?? i) : i, item]),
  );
