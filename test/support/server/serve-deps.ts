import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { createApp } from '../../../api/app.ts';
import type { Deps } from '../../../api/context/deps.ts';
import { serveFromCache } from '../../../api/runtime/cache-fast-path.node.ts';

/** Serves this page over HTTP like `api/runtime/node.ts`; pages are rendered as one line of text. */
export async function serveDeps(deps: Deps): Promise<{ url: string; stop: () => Promise<void> }> {
  const app = createApp(
    async () => deps,
    async (c) => c.html('a page', c.req.path === '/embed/frame' ? 200 : 404),
  );
  const throughApp = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  const server = createServer((incoming, outgoing) => {
    if (!serveFromCache(deps, incoming, outgoing)) void throughApp(incoming, outgoing);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () => new Promise((done) => void server.close(() => done())),
  };
}
