import { createMiddleware } from 'hono/factory';
import type { App } from '../../../context/context.ts';
import { sha256 } from '../../../core/secret.ts';

/** Adds an ETag to what was read, and answers 304 to a client that has the same already. */
export const conditional = createMiddleware<App>(async (c, next) => {
  await next();
  if (c.req.method !== 'GET' || c.res.status !== 200) return;
  const tag = `W/"${(await sha256(await c.res.clone().text())).slice(0, 32)}"`;
  c.header('etag', tag);
  if (!names(c.req.header('if-none-match'), tag)) return;
  const headers = new Headers(c.res.headers);
  for (const name of ['content-type', 'content-length']) headers.delete(name);
  c.res = new Response(null, { status: 304, headers });
});

const opaque = (tag: string): string => tag.trim().replace(/^W\//, '');

const names = (given: string | undefined, tag: string): boolean =>
  given !== undefined &&
  (given.trim() === '*' || given.split(',').some((one) => opaque(one) === opaque(tag)));
