import type { Handler, Hono } from 'hono';
import { cors } from 'hono/cors';
import type { App, AppContext } from '../../context/context.ts';
import { stringifyInPieces } from '../../core/pieces.ts';
import { INERT } from '../../http/security-headers.ts';

const JSON_TYPE = 'application/json; charset=utf-8';

/** A read-only address with CORS for all sites, errors included. */
export function reads(app: Hono<App>, path: string, handler: Handler<App>): void {
  app.use(path, cors({ origin: '*', allowMethods: ['GET', 'HEAD'] }));
  app.get(path, handler);
  app.all(path, readOnly);
}

export const readOnly = (c: AppContext): Response =>
  c.text('This address is for reading: ask for it with GET.\n', 405, { allow: 'GET, HEAD' });

/** Feeds, badges and JSON are usable by every site, and can load and run nothing. */
export const body = (content: string | Uint8Array<ArrayBuffer>, type: string): Response =>
  new Response(content, {
    headers: {
      'content-type': type,
      'content-security-policy': INERT,
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
    },
  });

/** The same for an answer that may have megabytes. */
export const longJson = async (value: unknown): Promise<Response> =>
  body(await stringifyInPieces(value), JSON_TYPE);

export const json = (value: unknown): Response => body(JSON.stringify(value), JSON_TYPE);
