import { Hono } from 'hono';
import type { App } from '../../context/context.ts';
import { notFound } from '../../core/problem.ts';
import { LOGO_FILE } from '../../domain/branding/logo.ts';
import { serve } from '../../http/serve/serve.ts';
import { endings } from '../../uploads/image-type.ts';
import { body, reads } from './read.ts';

const types = Object.fromEntries(
  Object.entries(endings).map(([type, extension]) => [extension, type]),
);
/** A logo opened by itself may use its own styles and nothing else. */
const SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox";

/** Logos of the page. The content of such an address never changes. */
export function logos(): Hono<App> {
  const app = new Hono<App>();
  reads(app, `/logo/:file{${LOGO_FILE}}`, (c) => {
    const file = c.req.param('file') ?? '';
    return serve(c, `/logo/${file}`, async (s) => {
      const bytes = await c.var.deps.logos.find(s.page.id, file);
      if (!bytes) throw notFound('logo');
      const drawn = body(bytes, types[file.replace(/^.*\./, '')] ?? '');
      drawn.headers.set('content-security-policy', SANDBOX);
      drawn.headers.set('cache-control', 'public, max-age=31536000, immutable');
      return drawn;
    });
  });
  return app;
}
