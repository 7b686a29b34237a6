import { createApp } from 'astro/app/entrypoint';
import app from '../site/fetch.ts';
import type { Deps } from './deps.ts';
import { look, openDeps } from './deps.worker.ts';
import { UnreadableEnvironment } from './env.ts';
import { answerFromMemory } from './routes/serve.ts';
import { tick } from './tick.ts';

createApp(); // hands Astro its routes; the app then draws pages itself

type Context = Parameters<typeof app.fetch>[2];

/** Cloudflare's entry. Wake-ups are hints here too: cron alone would bring every mail. */
export default {
  async fetch(request: Request, env: object, context: Context): Promise<Response> {
    let deps: Deps;
    try {
      deps = await openDeps();
    } catch (error) {
      return refuse(error);
    }
    return answerFromMemory(deps, request) ?? app.fetch(request, env, context);
  },

  async scheduled(): Promise<void> {
    const deps = await openDeps();
    await tick(deps, () => look(deps));
  },

  async queue(): Promise<void> {
    await look(await openDeps());
  },
};

/** There is no start at which to say it: the log names what is missing, the reader learns nothing. */
function refuse(error: unknown): Response {
  if (!(error instanceof UnreadableEnvironment)) throw error;
  console.error(error.message);
  const headers = { 'cache-control': 'no-store', 'retry-after': '60' };
  return new Response('This status page is not configured yet.\n', { status: 503, headers });
}
