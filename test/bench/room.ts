import type { BrowserContext } from 'playwright-core';
import { rules } from '../../api/domain/preflight/index.ts';
import { chromiumPath, launch } from '../support/browser/browser.ts';
import { startServer } from '../support/server/server.ts';
import { person, setUpInBrowser } from '../support/world/set-up.ts';
import { median, round, table } from './table.ts';

const RUNS = 15;
const EVENTS = 500;
const UPDATES = 40;

/** What whoever opens a long incident’s room waits for, beside a room without any entry. */
export async function room(): Promise<void> {
  if (!chromiumPath) return console.log('\nNo Chromium: first paint of the room is left out.');
  const server = await startServer();
  const browser = await launch();
  try {
    const cookies = await setUpInBrowser(browser, server);
    const owner = await person(browser, server);
    await owner.context().addCookies(cookies);
    const of = { origin: server.url, context: owner.context() };
    const rooms = [
      await opened(of, 'Empty'),
      await opened(of, 'Empty too'),
      await opened(of, 'Long'),
    ];
    const [empty = '', again = '', long = ''] = rooms;
    await fill(of, long);
    const runs = new Map(rooms.map((path): [string, Run[]] => [path, []]));
    for (let i = 0; i < RUNS; i++)
      for (const [path, list] of runs) list.push(await once(of.context, server.url + path));
    const rowOf = (name: string, path: string) => {
      const all = runs.get(path)?.slice(2) ?? []; // the first ones fill caches
      const base = runs.get(empty)?.slice(2) ?? [];
      const values = (['server', 'paint', 'bytes'] as const).map((key) => {
        const [own, other] = [all, base].map((list) => median(list.map((run) => run[key])));
        return [round(own ?? 0, 0), round((own ?? 0) / (other ?? 1))];
      });
      return [name, ...values.flat()];
    };
    table(
      `A room with ${EVENTS} events and ${UPDATES} updates beside empty ones; median of ${RUNS - 2}`,
      ['room', 'server ms', 'ratio', 'first paint ms', 'ratio', 'bytes', 'ratio'],
      [rowOf('empty', empty), rowOf('another empty one', again), rowOf('long', long)],
    );
  } finally {
    await browser.close();
    await server.stop();
  }
}

type Run = Awaited<ReturnType<typeof once>>;
type Console = { origin: string; context: BrowserContext };

const post = ({ origin, context }: Console, path: string, form: Record<string, string>) =>
  context.request.post(origin + path, { form, headers: { origin }, maxRedirects: 0 });

const WARNED = rules.map(({ id }) => id).join(' ');
const update = (body: string) => ({
  ...{ state: 'investigating', template: 'blank', do: 'publish', warned: WARNED, body },
});

async function opened(of: Console, name: string): Promise<string> {
  const first = update('Searches take up to ten seconds. We are looking into it.');
  const answer = await post(of, '/admin/incidents/new', { ...first, name });
  return (answer.headers().location ?? '').replace(/\?.*/, '');
}

async function fill(of: Console, path: string): Promise<void> {
  for (let i = 0; i < UPDATES; i++)
    await post(of, path, update(`Update ${i}. We are still undoing the change.`));
  for (let i = 0; i < EVENTS; i++)
    await post(of, `${path}/room/events`, { line: `Line ${i}: errors at ${(i * 7) % 100}%` });
}

/** One load in a tab of its own: ms until the answer and until the first paint, and its bytes. */
async function once(context: BrowserContext, url: string) {
  const page = await context.newPage();
  await page.goto(url);
  const seen = await page.evaluate(() => {
    const [loaded] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
    const [first] = performance.getEntriesByName('first-contentful-paint');
    return {
      server: loaded ? loaded.responseStart - loaded.requestStart : Number.NaN,
      paint: first?.startTime ?? Number.NaN,
      bytes: loaded?.encodedBodySize ?? Number.NaN,
    };
  });
  await page.close();
  return seen;
}
