import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { getRequestListener } from '@hono/node-server';
import { createApp } from 'astro/app/entrypoint';
import { openDeps } from '#deps';
import app, { drawPage } from '../../site/fetch.ts';
import { issueSetupToken } from '../actions/page/setup.ts';
import { errorFacts } from '../core/log.ts';
import { addressesOf, listenProblem } from '../domain/network/listening.ts';
import { MINUTE, SECOND } from '../domain/time/time.ts';
import { checkAccount } from '../notify/account.ts';
import { SenderThread } from '../notify/thread/sender-thread.node.ts';
import { serveFromCache } from './cache-fast-path.node.ts';
import { type ExportOrder, exportSite } from './export.node.ts';
import { limitConnections, limits } from './limits.node.ts';
import { openMirror } from './open-mirror.ts';
import { untilMigrated } from './schema.node.ts';
import { tick } from './tick.ts';

/** Readers do not wait longer than this for a migration, ms. */
const GRACE = 500;

createApp(); // registers Astro's routes; the app draws pages itself

const isServing = process.argv[2] !== '--export';
const deps = await openDeps({ creates: isServing }).catch((error: Error) => giveUp(error.message));
const { port, host, baseUrl, hasBaseUrl } = deps.config;
const timers: NodeJS.Timeout[] = [];
const sender = new SenderThread(new URL('./sender.mjs', import.meta.url), deps);
/** True since the last failed check of the database. */
let behind = false;

const migrated = untilMigrated(deps).then(isServing ? work : () => {});
await Promise.race([migrated, new Promise((resume) => setTimeout(resume, GRACE))]);
if (deps.notReady !== null) await deps.snapshots.takeLastKnown();

if (!isServing) await exportTo(JSON.parse(process.argv[3] ?? '') as ExportOrder);

const throughApp = getRequestListener(app.fetch, { hostname: 'localhost' }); // for requests without a host
const server = createServer(limits, (incoming, outgoing) => {
  if (!serveFromCache(deps, incoming, outgoing)) void throughApp(incoming, outgoing);
});
limitConnections(server);
server.on('error', refuse);
server.listen(port, host, announce);
process.once('SIGINT', stop);
process.once('SIGTERM', stop);

/** Starts background work once the database is migrated. */
async function work(): Promise<void> {
  deps.wake = () => sender.poll();
  checkAccount(deps).catch((error) =>
    deps.log('warn', 'email account check failed', errorFacts(error)),
  );
  const mirror = openMirror(deps, drawPage);
  deps.mirror = mirror;
  if (mirror)
    timers.push(setInterval(() => void mirror.sync(deps.snapshots.peek()?.version), SECOND));
  timers.push(
    setInterval(() => void tick(deps, async () => deps.wake()), MINUTE),
    setInterval(() => {
      void deps.hosts.refresh();
      deps.stores.catchUp().then(confirmed, unconfirmed);
    }, SECOND / 2),
  );
}

/** Logs an outage with two lines, not with two per second. */
function unconfirmed(error: unknown): void {
  if (!behind) deps.log('warn', 'page can’t be refreshed', errorFacts(error));
  behind = true;
}
function confirmed(): void {
  if (behind) deps.log('info', 'page refreshed again');
  behind = false;
}

/** `npm run export`: this process serves nobody. */
async function exportTo(order: ExportOrder): Promise<never> {
  const summary = await exportSite(deps, drawPage, order).catch((error: Error) =>
    giveUp(error.message),
  );
  console.log(summary);
  process.exit(0);
}

function announce(): void {
  const { port } = server.address() as AddressInfo; // it listens on TCP
  const interfaces = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
  const here = addressesOf(host, port, interfaces);
  const [first, ...others] = hasBaseUrl ? [baseUrl] : here;
  console.log(`Allclear is running at ${first}`);
  if (hasBaseUrl) console.log(`Listening on ${here.join(' and ')}`);
  for (const address of others) console.log(`            and ${address}`);
  const { resend, smtpUrl } = deps.config;
  if (!hasBaseUrl && (resend || smtpUrl))
    deps.log('warn', 'BASE_URL is not set', {
      linksLeadTo: baseUrl,
      remedy: 'Set BASE_URL to your page’s public URL.',
    });
  migrated
    .then(() => sender.start()) // readers come first
    .then(() => issueSetupToken(deps))
    .then(
      (token) => {
        const [link, ...more] = [first, ...others].map((at) => `\n  ${at}/setup?token=${token}\n`);
        if (!token) return;
        console.log(`\nFinish setup (one-time link):\n${link}`);
        if (more.length > 0) console.log(`From another machine:\n${more.join('')}`);
      },
      (error) => deps.log('warn', 'setup link failed', errorFacts(error)),
    );
}

function refuse(error: NodeJS.ErrnoException): never {
  return giveUp(listenProblem(error, { host, port }, 'npm start'));
}

function giveUp(sentence: string): never {
  console.error(sentence);
  process.exit(1);
}

/** Accepts nothing new, finishes what is in flight, and ends after 25 s at the latest. */
function stop(): void {
  for (const timer of timers) clearInterval(timer);
  setTimeout(() => process.exit(0), 25 * SECOND).unref();
  const done = Promise.allSettled([sender.stop(), deps.stores.settled()]);
  server.close(() => void done.then(() => process.exit(0)));
  server.closeIdleConnections();
}
