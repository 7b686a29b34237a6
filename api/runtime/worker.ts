import { createApp } from 'astro/app/entrypoint';
import app, { drawPage } from '../../site/fetch.ts';
import { checksOfMinute } from '../actions/check/edge.ts';
import { pollsOfMinute } from '../actions/upstream/edge.ts';
import type { Deps } from '../context/deps.ts';
import { UnreadableEnvironment } from '../core/env.ts';
import { answerFromMemory } from '../http/serve/serve.ts';
import { openDeps, pollForWork } from './deps.worker.ts';
import { openMirror } from './open-mirror.ts';
import { tick } from './tick.ts';

createApp(); // registers Astro's routes; the app draws pages itself

type Context = Parameters<typeof app.fetch>[2];

/** Cloudflare's entry. Queue messages are hints only: the cron alone would send all mail. */
export default {
  async fetch(request: Request, env: object, context: Context): Promise<Response> {
    let deps: Deps;
    try {
      deps = await openDeps();
    } catch (error) {
      return refuse(error);
    }
    const finished = answerFromMemory(deps, request);
    if (finished) return finished;
    const answer = await app.fetch(request, env, context);
    if (request.method !== 'GET' && deps.config.mirror) context?.waitUntil(mirror(deps));
    return answer;
  },

  async scheduled(): Promise<void> {
    const deps = await openDeps();
    const checks = await checksOfMinute(deps, deps.config.subrequestLimit);
    const vendors = await pollsOfMinute(deps, deps.config.subrequestLimit - checks.requests);
    const spent = checks.requests + vendors.requests;
    // One after the other, for the six connections of a Worker.
    const outgoing = () => checks.run().finally(vendors.run);
    await tick(
      deps,
      () => pollForWork(deps, { spent }),
      outgoing,
      async () => {},
    );
    await mirror(deps);
  },

  async queue(): Promise<void> {
    await pollForWork(await openDeps());
  },
};

/** Updates the mirror, if there is one. Never rejects. */
async function mirror(deps: Deps): Promise<void> {
  deps.mirror ??= openMirror(deps, drawPage);
  const version = deps.snapshots.peek()?.version;
  // Twice: the first push may have started before this version.
  for (let i = 0; i < 2; i++) await deps.mirror?.sync(version);
}

/** There is no start to fail at: the log names the missing setting, and readers learn nothing. */
function refuse(error: unknown): Response {
  if (!(error instanceof UnreadableEnvironment)) throw error;
  console.error(error.message);
  const headers = { 'cache-control': 'no-store', 'retry-after': '60' };
  return new Response('This status page is not configured yet.\n', { status: 503, headers });
}
