import { env, waitUntil } from 'cloudflare:workers';
import { openDb } from '../../db/engine/client.ts';
import type { Deps } from '../context/deps.ts';
import { makeDeps } from '../context/make-deps.ts';
import { readConfig } from '../core/env.ts';
import { newId } from '../core/id.ts';
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
/** Work after a response is cut off at 30 s. */
const AFTER_ANSWER = 25 * SECOND;
/** The next minute's run continues. */
const RUN = 50 * SECOND;

/** Mail is held for 30 s by default; after this delay it is due. */
const AFTER_HOLD = 31;

let opened: Promise<Deps> | undefined;

/** The dependencies of this isolate, created at the first request. */
export function openDeps(): Promise<Deps> {
  opened ??= open();
  return opened;
}

async function open(): Promise<Deps> {
  const config = readConfig(env, 'edge');
  const db = openDb({
    url: config.databaseUrl,
    authToken: config.databaseAuthToken,
    fetch: fetchWithTimeout,
  });
  const buildId = import.meta.env?.BUILD_ID ?? 'source';
  const cache = () => caches.open('allclear');
  const origin = `${config.baseUrl}/kept`;
  const deps = makeDeps({
    config,
    db,
    secret: config.secretKey ?? '', // readConfig rejects Workers without one
    mailer: chooseMailer(config, { db, newId, clock: Date.now }),
    mailTester: chooseTester(config),
    buildId,
    lastKnownOf: (host) =>
      env.LAST_KNOWN
        ? lastKnownInBucket(env.LAST_KNOWN, host)
        : lastKnownInCache(cache, origin, host),
    logoCopies: env.LAST_KNOWN ? logosInBucket(env.LAST_KNOWN) : logosInCache(cache, origin),
    edge: {
      later: waitUntil,
      store: pageCacheStore(cache, origin, buildId),
      maxBytes: PAGE_BYTES,
    },
    wake: () => waitUntil(hint(deps)),
  });
  return deps;
}

/** Sends queue messages that only say “look”, or polls directly without a queue. Never rejects. */
async function hint(deps: Deps): Promise<void> {
  try {
    if (env.QUEUE)
      await env.QUEUE.sendBatch([{ body: 'poll' }, { body: 'poll', delaySeconds: AFTER_HOLD }]);
    else await pollForWork(deps, { ms: AFTER_ANSWER });
  } catch (error) {
    deps.log('warn', 'sending postponed to the next minute', errorFacts(error));
  }
}

/**
 * Sends what is due within the limits of one run; the queue starts the next run at once. `spent`:
 * requests that checks of the same run need.
 */
export async function pollForWork(
  deps: Deps,
  { ms = RUN, spent = 0 }: { ms?: number; spent?: number } = {},
): Promise<void> {
  const requests = deps.config.subrequestLimit - spent;
  const limit = { ms, requests, fetch: fetchWithTimeout };
  const short = await pollWithin(deps, limit);
  if (short && env.QUEUE) await env.QUEUE.send('poll');
}

/** Adds a timeout, since a request must not wait until the network gives up. */
const fetchWithTimeout: typeof fetch = (request, init) =>
  fetch(request, { ...init, signal: AbortSignal.timeout(5 * SECOND) });
