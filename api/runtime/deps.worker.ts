import { env, waitUntil } from 'cloudflare:workers';
import { openDb } from '../../db/engine/client.ts';
import { type Deps, makeDeps, newId } from '../context/deps.ts';
import { readConfig } from '../core/env.ts';
import { errorFacts } from '../core/log.ts';
import { SECOND } from '../domain/time/time.ts';
import { pageCacheStore } from '../http/cache/page-cache-store.worker.ts';
import { chooseMailer } from '../notify/channels/email/choose.ts';
import { chooseTester } from '../notify/test/choose.ts';
import {
  lastKnownInBucket,
  lastKnownInCache,
  logosInBucket,
  logosInCache,
} from '../snapshot/last-known.worker.ts';
import { pollWithin } from './poll.ts';

/** An isolate has 128 MB for everything. */
const PAGE_BYTES = 16 * 1024 * 1024;
/** What is begun after an answer is cut off at 30 s. */
const AFTER_ANSWER = 25 * SECOND;
/** A run by cron or queue is taken over by the next minute's. */
const RUN = 50 * SECOND;

/** An update's mail is held for 30 s unless the page says otherwise; then the minute brings it. */
const AFTER_HOLD = 31;

let opened: Promise<Deps> | undefined;

/** The isolate's own dependencies, made at the first request. */
export function openDeps(): Promise<Deps> {
  opened ??= open();
  return opened;
}

async function open(): Promise<Deps> {
  const config = readConfig(env, 'edge');
  const db = openDb({
    url: config.databaseUrl,
    authToken: config.databaseAuthToken,
    fetch: patiently,
  });
  const buildId = import.meta.env?.BUILD_ID ?? 'source';
  const cache = () => caches.open('allclear');
  const origin = `${config.baseUrl}/kept`;
  const deps = makeDeps({
    config,
    db,
    secret: config.secretKey ?? '', // readConfig has refused an edge without one
    mailer: chooseMailer(config, { db, newId, clock: Date.now }),
    mailTester: chooseTester(config),
    buildId,
    lastKnown: env.LAST_KNOWN ? lastKnownInBucket(env.LAST_KNOWN) : lastKnownInCache(cache, origin),
    logoCopies: env.LAST_KNOWN ? logosInBucket(env.LAST_KNOWN) : logosInCache(cache, origin),
    edge: {
      later: waitUntil,
      shelf: pageCacheStore(cache, origin, buildId),
      maxBytes: PAGE_BYTES,
    },
    wake: () => waitUntil(hint(deps)),
  });
  return deps;
}

/** Messages that say only “look”, or, without a queue, the look itself. Never rejects. */
async function hint(deps: Deps): Promise<void> {
  try {
    if (env.QUEUE)
      await env.QUEUE.sendBatch([{ body: 'look' }, { body: 'look', delaySeconds: AFTER_HOLD }]);
    else await pollForWork(deps, AFTER_ANSWER);
  } catch (error) {
    deps.log('warn', 'sending waits for the next minute', errorFacts(error));
  }
}

/** Sends what is due within what one run may take; a queue carries on at once where it ends. */
export async function pollForWork(deps: Deps, ms = RUN): Promise<void> {
  const limit = { ms, requests: deps.config.subrequestLimit, fetch: patiently };
  const short = await pollWithin(deps, limit);
  if (short && env.QUEUE) await env.QUEUE.send('look');
}

/** A database that does not answer must not hold a request until the network gives up. */
const patiently: typeof fetch = (request, init) =>
  fetch(request, { ...init, signal: AbortSignal.timeout(5 * SECOND) });
