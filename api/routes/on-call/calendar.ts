import { Hono } from 'hono';
import { findSitePage } from '../../../db/page/page.ts';
import { feedOfFile } from '../../actions/on-call/feed.ts';
import type { App } from '../../context/context.ts';
import { notFound } from '../../core/problem.ts';
import { readShiftFeed } from '../../reads/on-call/shift-feed.ts';

/** Calendars of shifts under secret addresses, which calendar apps read without signing in. */
export function shiftCalendars(): Hono<App> {
  const app = new Hono<App>();
  app.get('/:file{[a-z0-9]{12}\\.[\\w-]+\\.ics}', async (c) => {
    const { deps } = c.var;
    c.header('cache-control', 'private, no-store');
    c.header('x-robots-tag', 'noindex, nofollow');
    const page = await findSitePage(deps.db, deps.pageId);
    const feed = page && (await feedOfFile(deps, page.id, c.req.param('file')));
    const file = feed && (await readShiftFeed(deps.db, feed, deps.clock()));
    if (!file) throw notFound('calendar');
    return c.body(file, 200, { 'content-type': 'text/calendar; charset=utf-8' });
  });
  return app;
}
