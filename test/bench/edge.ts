import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unstable_startWorker } from 'wrangler';
import { ensureBuilt } from '../../api/runtime/build.ts';
import { directUrl } from '../support/edge/edge.ts';
import { type EdgeWorld, startEdgeWorld } from '../support/edge/edge-world.ts';
import { freePort } from '../support/server/port.ts';
import { printStorm, underStorm } from './alert-storm.ts';
import { cpuOfOwn } from './cpu.ts';
import { median, round, table } from './table.ts';
import { captured, type Served, type Target } from './targets.ts';
import { has, type Load, wrk } from './wrk.ts';

/**
 * `npm run bench:edge`: cached pages in workerd beside a Worker that does nothing but return the
 * same bytes, and what a view, a publish and a batch of mails ask of the database and the CPU.
 */

const ROUNDS = 3;
const SECONDS = 3;

/** The limit in workerd: a Worker that knows nothing but these headers and bytes. */
async function helloWorker(served: Served): Promise<Target> {
  const folder = mkdtempSync(join(tmpdir(), 'allclear-hello-'));
  const main = join(folder, 'hello.mjs');
  writeFileSync(
    main,
    `const body = new Uint8Array(${JSON.stringify([...served.body])});
     const headers = ${JSON.stringify(served.headers)};
     export default { fetch: () => new Response(body, { headers }) };`,
  );
  const port = await freePort();
  const config = join(folder, 'wrangler.json');
  writeFileSync(
    config,
    JSON.stringify({
      name: 'hello',
      main,
      compatibility_date: '2026-10-01',
      no_bundle: true,
    }),
  );
  const worker = await unstable_startWorker({
    config,
    dev: {
      server: { hostname: '127.0.0.1', port },
      inspector: false,
      logLevel: 'none',
      watch: false,
    },
  });
  await worker.ready;
  return {
    name: 'hello world',
    url: `${await directUrl(worker)}/`,
    stop: async () => {
      await worker.dispose();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function views(deps: Awaited<ReturnType<typeof startEdgeWorld>>): Promise<void> {
  const rows: string[][] = [];
  for (const path of ['/', '/api/v2/summary.json']) {
    const url = `${await deps.edge.directUrl()}${path}`;
    const hello = await helloWorker(await captured(url, 'identity'));
    const loads: Record<'ours' | 'hello', Load[]> = { ours: [], hello: [] };
    await wrk(url, { seconds: 1 });
    await wrk(hello.url, { seconds: 1 });
    for (let i = 0; i < ROUNDS; i++) {
      loads.hello.push(await wrk(hello.url, { seconds: SECONDS }));
      loads.ours.push(await wrk(url, { seconds: SECONDS }));
    }
    await hello.stop();
    const rate = (of: Load[]) => median(of.map((load) => load.perSecond));
    const p99 = (of: Load[]) => `${round(median(of.map((load) => load.p99)))} ms`;
    for (const [name, of] of Object.entries({ 'hello world': loads.hello, Allclear: loads.ours }))
      rows.push([
        `${path} ${name}`,
        round(rate(of), 0),
        p99(of),
        round(rate(of) / rate(loads.hello)),
        `${of.reduce((sum, load) => sum + load.errors, 0)}`,
      ]);
  }
  const head = ['cached, in workerd', 'per second', 'p99', 'of hello', 'errors'];
  table('Views', head, rows);
}

const BATCHES = 40;

async function work(deps: Awaited<ReturnType<typeof startEdgeWorld>>): Promise<void> {
  const asked = async (what: () => Promise<unknown>) => {
    const before = deps.between.requests();
    await what();
    return deps.between.requests() - before;
  };
  await fetch(deps.url);
  const view = await asked(() => fetch(deps.url));
  const publish = await asked(() => deps.publish('A publish'));
  const published = await asked(await deps.draft(await deps.lead(), 'A publish by hand'));

  await deps.edge.minute(); // so that what is measured is not the first run of its code
  await deps.addPeople(BATCHES * 100);
  await deps.publish('To be told');
  const [calls, cpu, start] = [deps.provider.calls.length, cpuOfOwn('workerd'), performance.now()];
  const run = await asked(() => deps.edge.minute());
  const [took, used] = [performance.now() - start, cpuOfOwn('workerd') - cpu];
  const sent = deps.provider.calls.length - calls;
  const rested = cpuOfOwn('workerd');
  await new Promise((resume) => setTimeout(resume, took));
  const idle = cpuOfOwn('workerd') - rested;
  table(
    'Work',
    ['what', 'round trips', 'subrequests', 'goal', 'CPU'],
    [
      ['a view, cached', `${view}`, `${view}`, '0', ''],
      ['a publish by the API, answered', `${publish}`, `${publish} and 1 to the queue`, '2', ''],
      [
        'a publish from the console, answered',
        `${published}`,
        `${published} and 1 to the queue`,
        '2',
        '',
      ],
      [
        `a batch of 100 mails, in a run of ${sent}`,
        round(run / sent),
        round((run + sent) / sent),
        '3 / 8',
        `${round((used - idle) / sent, 1)} ms`,
      ],
    ],
  );
  console.log(
    `\nThe run took ${round(took, 0)} ms. CPU is that of the whole runtime, less ${idle} ms that it used at rest.`,
  );
}

async function storm({ url, pageId, publisher, db }: EdgeWorld): Promise<void> {
  const ask = async (method: string, path: string, body?: object): Promise<unknown> => {
    const answer = await fetch(`${url}/v1${path}`, {
      method,
      headers: { authorization: `OAuth ${publisher}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const count = async (query: string) => Number((await db.$client.execute(query)).rows[0]?.n);
  printStorm([await underStorm('Worker', { url, pageId, ask, count })]);
}

if (!has('wrk')) throw new Error('bench:edge needs wrk.');
ensureBuilt('edge');
const installation = await startEdgeWorld({
  queue: 'loses everything',
  env: { SUBREQUEST_LIMIT: '10000' },
});
await installation.publish('Card payments fail');
await views(installation);
await work(installation);
await storm(installation);
await installation.stop();
