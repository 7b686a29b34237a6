import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import { isFar } from '../../../db/engine/client.ts';
import { withRequestCache } from '../../../db/engine/request-cache.ts';
import { findPage } from '../../../db/page/page.ts';
import { prefetchPage } from '../../../db/prefetch.ts';
import { noteTokenUse } from '../../actions/team/token.ts';
import { tokenHash, tokenOf } from '../../auth/session.ts';
import { behind } from '../../context/behind.ts';
import type { App } from '../../context/context.ts';
import { notFound, Problem } from '../../core/problem.ts';
import { can } from '../../domain/response/permissions.ts';
import { limitOf } from '../../http/permission.ts';
import { idempotencyHeader } from './request/idempotency-key.ts';

const reads = new Set(['GET', 'HEAD']);

/** After this many unknown tokens in a row, nothing is prefetched until a valid one comes. */
const GUESSES = 10;

/** Authenticates requests. A guess costs the database one lookup, not everything a publish reads. */
export function access() {
  let guesses = 0;

  /**
   * Starts a request cache and loads at once what a publish reads, since a round trip to a remote
   * database is slow.
   */
  const prefetch = createMiddleware<App, '/pages/:page/incidents/:incident?'>(async (c, next) => {
    const { deps } = c.var;
    if (!isFar(deps.db)) return next();
    const hash = await tokenHash(headersOf(c));
    const db = withRequestCache(deps.db);
    const { page: pageId, incident: incidentId } = c.req.param();
    if (hash && guesses < GUESSES)
      await prefetchPage(db, { tokenHash: hash, pageId, incidentId, key: idempotencyHeader(c) });
    c.set('deps', { ...deps, db });
    return next();
  });

  /** Tokens only, never cookies: forms on other sites cannot write through a signed-in browser. */
  const authenticated = createMiddleware<App>(async (c, next) => {
    c.header('cache-control', 'no-store');
    const { deps } = c.var;
    const token = await tokenOf(deps, headersOf(c));
    const page = token && (await findPage(deps.db, token.pageId));
    guesses = page ? 0 : guesses + 1;
    if (!page) throw new Problem('unauthenticated', 'Could not authenticate');
    const needed = reads.has(c.req.method) ? 'api.read' : 'api.write';
    if (!can(token, needed, page))
      throw new Problem(
        'forbidden',
        limitOf(token, needed) ??
          'This token is read-only. Use a token with the role publisher to write.',
      );
    const { kind, id, name, role, pageId, personId = null, scope = 'everything' } = token;
    c.set('actor', { kind, id, name, role, pageId, personId, scope });
    c.set('page', page);
    await next();
    behind(c, noteTokenUse(deps, token));
  });

  return { prefetch, authenticated };
}

/** Older Statuspage clients send their key as `?api_key=`. The log has no queries. */
function headersOf(c: Context<App>): Headers {
  const { headers } = c.req.raw;
  const key = c.req.query('api_key');
  return key && !headers.has('authorization') ? new Headers({ authorization: key }) : headers;
}

/** A token is valid for its own page only. */
export const ownPage = createMiddleware<App>(async (c, next) => {
  if (c.req.param('page') !== c.var.page.id)
    throw new Problem('not_found', 'This page doesn’t exist, or the token is for another page.');
  await next();
});

/** Everybody who may read the internal page reads the same: there is nothing to choose for groups. */
const unsupported =
  /\/(page_access_groups|page_access_users\/[^/]+\/(?:components|metrics)|status_embed_config)(?=\/|$)/;

/** Names the part of Statuspage's API that does not exist here, so that nobody searches for a typo. */
export const nowhere = (c: Context<App>): never => {
  const [, part] = unsupported.exec(c.req.path) ?? [];
  if (!part) throw notFound('address');
  const [name = '', , below] = part.split('/');
  throw new Problem(
    'forbidden',
    `This API does not have Statuspage’s “${below ? `${name}/…/${below}` : name}”. See the supported API at /api/openapi.json.`,
  );
};
