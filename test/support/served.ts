import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { createApp } from '../../api/app.ts';
import type { Deps } from '../../api/deps.ts';
import { answerFromMemory } from '../../api/routes/serve.ts';

/** This world over HTTP, as `api/node.ts` serves it; its pages are drawn as a line of text. */
export async function serveDeps(deps: Deps): Promise<{ url: string; stop: () => Promise<void> }> {
  const app = createApp(
    async () => deps,
    async (c) => c.html('a page', c.req.path === '/embed/frame' ? 200 : 404),
  );
  const fetch = (request: Request) => answerFromMemory(deps, request) ?? app.fetch(request);
  const server = serve({ fetch, port: 0, hostname: '127.0.0.1' });
  await new Promise<void>((ready) => server.once('listening', () => ready()));
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () => new Promise((done) => void server.close(() => done())),
  };
}
