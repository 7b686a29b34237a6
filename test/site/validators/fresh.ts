import { companyRows } from '../../../api/cli/demo-data/company.ts';
import { Random } from '../../../api/cli/demo-data/random.ts';
import { insertComponents } from '../../../db/component/import.ts';
import { write } from '../../../db/engine/write.ts';
import { bumpVersion, findSitePage } from '../../../db/page/page.ts';
import { openPage } from '../../support/browser/page.ts';
import { startServer } from '../../support/server/server.ts';
import { eventually } from '../../support/world/eventually.ts';
import { PASSWORD } from '../../support/world/set-up.ts';
import { consoleOf, env, prefixes, publicSite, reader } from './documents.ts';
import type { Documents } from './walk.ts';

const COUNTS = [10, 100, 700] as const;

/** Bytes of each public page at 10, 100 and 700 components. */
export type Sizes = Map<string, number[]>;

/** A server from its start over an empty page to one with 700 components. */
export async function fresh(): Promise<{ documents: Documents; sizes: Sizes }> {
  const server = await startServer({ env });
  try {
    const documents: Documents = new Map();
    const owner = reader(server);
    const collect = async (name: string, path: string) => {
      const page = await owner.get(path);
      documents.set(name, page);
      return page;
    };
    for (const prefix of prefixes)
      for (const path of ['/', '/history', '/subscribe', '/nothing'])
        await collect(`${prefix}${path} (not set up)`, prefix + path);
    await collect('/setup (wrong link)', '/setup?token=wrong');
    const [, link = ''] = await server.printed(/(\/setup\?token=\S+)/);
    const form = await collect('/setup', link);
    const account = { name: 'Ada', email: 'ada@example.com', password: PASSWORD };
    const given = { pageName: 'Northwind', timeZone: 'Asia/Tokyo', components: '', ...account };
    documents.set('/setup (refused)', await owner.submit(form, { ...given, password: 'short' }));
    await owner.submit(form, given);
    for (const some of [
      await publicSite(server, 'empty', { isLater: true }),
      await consoleOf(owner, 'empty'),
    ])
      for (const [name, one] of some) documents.set(name, one);
    return { documents, sizes: await sizesOf(server) };
  } finally {
    await server.stop();
  }
}

async function sizesOf(server: { url: string; databaseUrl: string }): Promise<Sizes> {
  const { deps, close } = await openPage({ url: server.databaseUrl, empty: true });
  const { id = '' } = (await findSitePage(deps.db, null)) ?? {};
  const rows = companyRows(new Random(7), id, Math.max(...COUNTS), Date.now() - 1000);
  const leaves = rows.filter((row) => !row.group);
  const sizes: Sizes = new Map();
  let written = 0;
  const add = async (some: typeof rows) => {
    await write(deps.db, [
      ...insertComponents(deps.db, some),
      bumpVersion(deps.db, id, Date.now()),
    ]);
  };
  try {
    await add(rows.filter((row) => row.group));
    for (const count of COUNTS) {
      const some = leaves.slice(written, count);
      written = count;
      await add(some);
      const newest = `${some.at(-1)?.id}`;
      const read = async (path: string) =>
        (await fetch(server.url + path, { headers: { accept: 'text/html' } })).text();
      await eventually(async () => {
        if (!(await read('/api/v2/summary.json')).includes(newest))
          throw new Error('not served yet');
      });
      for (const path of [...PAGES, `/components/${leaves[0]?.id}`]) {
        const kind = path.replace(/[a-z0-9]{12}$/, ':id');
        const bytes = new TextEncoder().encode(await read(path)).byteLength;
        sizes.set(kind, [...(sizes.get(kind) ?? []), bytes]);
      }
    }
    return sizes;
  } finally {
    close();
  }
}

const PAGES = [
  ...['/', '/subscribe', '/history', '/uptime', '/badges', '/embed', '/embed/frame', '/nothing'],
  ...[
    '/api/docs',
    '/history?q=x',
    `/uptime/${new Date().getUTCFullYear()}`,
    '/ar',
    '/ar/subscribe',
  ],
];
