import { createMiddleware } from 'hono/factory';
import { findPage } from '../../../db/page.ts';
import type { App } from '../../context.ts';
import { atLeast } from '../../domain/role.ts';
import { notFound, Problem } from '../../problem.ts';
import { tokenOf } from '../../session.ts';

const reads = new Set(['GET', 'HEAD']);

/** A token, never a cookie: so no other site's form can write through a signed-in browser. */
export const authenticated = createMiddleware<App>(async (c, next) => {
  c.header('cache-control', 'no-store');
  const { deps } = c.var;
  const token = await tokenOf(deps, c.req.raw.headers);
  const page = token && (await findPage(deps.db, token.pageId));
  if (!page) throw new Problem('unauthenticated', 'Could not authenticate');
  if (!reads.has(c.req.method) && !atLeast(token.role, 'publisher'))
    throw new Problem(
      'forbidden',
      'This token may only read. Use one with the role publisher to write.',
    );
  c.set('actor', token);
  c.set('page', page);
  await next();
});

/** A token sees the page it was made for and no other. */
export const ownPage = createMiddleware<App>(async (c, next) => {
  if (c.req.param('page') !== c.var.page.id)
    throw new Problem('not_found', 'There is no such page, or this token is not for it.');
  await next();
});

export const nowhere = (): never => {
  throw notFound('address');
};
