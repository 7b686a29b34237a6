import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { unstable_startWorker } from 'wrangler';
import { freePort } from '../server/port.ts';

const root = resolve(import.meta.dirname, '../../..');
const build = join(root, 'dist/edge/server');

// Miniflare would look up its location over the network and wait for it.
process.env.CLOUDFLARE_CF_FETCH_ENABLED = 'false';
process.env.WRANGLER_SEND_METRICS = 'false';

export type Edge = {
  url: string;
  directUrl: () => Promise<string>;
  /** The cron trigger, as `wrangler dev` offers it. */
  minute: () => Promise<void>;
  /** Adds these messages to the queue, in order. */
  deliver: (messages: string[]) => Promise<void>;
  stop: () => Promise<void>;
};

/** The part of a local runtime that Wrangler's test harness uses. */
type WithMiniflare = {
  mf: {
    ready: Promise<URL>;
    getBindings(name: string): Promise<Record<string, { send(m: string): Promise<void> }>>;
  };
};

/** The address of workerd itself. Wrangler's proxy in front of it would dominate a measurement. */
export async function directUrl(worker: Awaited<ReturnType<typeof unstable_startWorker>>) {
  const [runtime] = worker.raw.runtimes as unknown as [WithMiniflare]; // the only, local one
  return (await runtime.mf.ready).href.replace(/\/$/, '');
}

type Options = {
  /** False: no binding. `by hand`: messages of the Worker are dropped, those of `deliver` arrive. */
  queue?: false | 'loses everything' | 'by hand';
  /** A folder for caches and buckets that survive a restart of the Worker. */
  persist?: string;
  bucket?: boolean;
};

/** The built Worker in workerd, with these variables and secrets. */
export async function startEdge(
  variables: Record<string, string>,
  options: Options = {},
): Promise<Edge> {
  const folder = mkdtempSync(join(tmpdir(), 'allclear-edge-'));
  const port = Number(variables.PORT ?? (await freePort()));
  const url = `http://127.0.0.1:${port}`;
  const given: Record<string, string> = { BASE_URL: url, ...variables };
  const worker = await unstable_startWorker({
    config: configIn(folder, options),
    bindings: Object.fromEntries(
      Object.entries(given).map(([name, value]) => [name, { type: 'plain_text', value }]),
    ),
    dev: {
      server: { hostname: '127.0.0.1', port },
      inspector: false,
      logLevel: (process.env.EDGE_LOG as 'info' | undefined) ?? 'none',
      persist: options.persist ?? join(folder, 'state'),
      watch: false,
    },
  });
  await worker.ready;
  return {
    url,
    directUrl: () => directUrl(worker),
    minute: async () => {
      const ran = await fetch(`${url}/cdn-cgi/local/scheduled`);
      if (ran.status !== 200) throw new Error(`the cron run ended with ${await ran.text()}`);
    },
    deliver: async (messages) => {
      const [runtime] = worker.raw.runtimes as unknown as [WithMiniflare]; // the only, local one
      const { QUEUE, BY_HAND } = await runtime.mf.getBindings('allclear');
      for (const message of messages) await (BY_HAND ?? QUEUE)?.send(message);
    },
    stop: async () => {
      await worker.dispose();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The build's configuration with bindings added or removed. */
function configIn(folder: string, options: Options): string {
  const config = JSON.parse(readFileSync(join(build, 'wrangler.json'), 'utf8'));
  const { configPath: _c, userConfigPath: _u, ...stored } = config;
  const file = join(folder, 'wrangler.json');
  const changed = {
    ...stored,
    main: join(build, config.main),
    ...(config.assets
      ? { assets: { ...config.assets, directory: join(build, config.assets.directory) } }
      : {}),
    queues: queuesIn(config.queues, options.queue),
    ...(options.bucket
      ? { r2_buckets: [{ binding: 'LAST_KNOWN', bucket_name: 'last-known' }] }
      : {}),
  };
  writeFileSync(file, JSON.stringify(changed));
  return file;
}

type Queues = { producers: { binding: string; queue: string }[]; consumers: object[] };

function queuesIn({ producers, consumers }: Queues, queue: Options['queue']): Queues {
  if (queue === undefined) return { producers, consumers };
  if (queue !== 'by hand') return { producers: queue === false ? [] : producers, consumers: [] };
  const own = producers.map((producer) => ({ ...producer, queue: 'allclear-lost' }));
  return {
    consumers,
    producers: [...own, ...producers.map((p) => ({ ...p, binding: 'BY_HAND' }))],
  };
}
