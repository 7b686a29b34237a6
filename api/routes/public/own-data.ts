import { Hono } from 'hono';
import { findPage } from '../../../db/page/page.ts';
import { eraseByLink, holderOfLink } from '../../actions/subscriber/own-data.ts';
import type { App, AppContext } from '../../context/context.ts';
import { notFound, Problem } from '../../core/problem.ts';
import { languageOf } from '../../http/language.ts';
import { readPersonalData } from '../../reads/subscriber/personal-data.ts';

/** What is stored about the holder of a link to preferences: a copy, and erasing it. */
export function ownData(): Hono<App> {
  const app = new Hono<App>();
  app.get('/subscriptions/:token/data', async (c) => {
    const { deps } = c.var;
    const pageId = await pageIdOf(c);
    const who = await holderOfLink(deps, pageId, c.req.param('token'));
    if (!who) throw notFound('link');
    return c.json(await readPersonalData(deps.db, pageId, who.id), 200, {
      'content-disposition': 'attachment; filename="my-data.json"',
    });
  });
  app.post('/subscriptions/:token/erase', async (c) => {
    const erased = await eraseByLink(c.var.deps, await pageIdOf(c), c.req.param('token'));
    if (!erased) throw notFound('link');
    return c.redirect(`${languageOf(c, null).prefix}/subscriptions/deleted`, 303);
  });
  return app;
}

async function pageIdOf(c: AppContext): Promise<string> {
  const snapshot = await c.var.deps.snapshots.current();
  const page = snapshot && (await findPage(c.var.deps.db, snapshot.page.id));
  if (!page) throw new Problem('unavailable', 'This status page isn’t set up yet.');
  return page.id;
}
