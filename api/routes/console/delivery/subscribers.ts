import { Hono } from 'hono';
import { z } from 'zod';
import { deliveryLogOf, directMailTo } from '../../../../db/delivery/delivery-log.ts';
import {
  countSubscribers,
  findSubscriber,
  listSubscribers,
  type Subscriber,
} from '../../../../db/subscriber/subscriber.ts';
import { countSuppressed, suppressedOf } from '../../../../db/subscriber/suppression.ts';
import { SignUp } from '../../../actions/subscriber/sign-up.ts';
import { addSubscriber, removeSubscriber } from '../../../actions/subscriber/subscriber.ts';
import type { App, AppContext, RenderPage } from '../../../context/context.ts';
import { notFound } from '../../../core/problem.ts';
import { addressHash } from '../../../core/secret.ts';
import { parse, submit } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';

const PER_PAGE = 50;

const Query = z.object({
  q: z.string().trim().toLowerCase().max(254).catch(''),
  state: z.enum(['pending', 'active', 'unsubscribed']).nullable().catch(null),
  page: z.coerce.number().int().min(1).max(1_000_000).catch(1),
});

export type SubscriberList = Awaited<ReturnType<typeof listed>>;

/** Subscribers: counts, search, add, remove. Mounted at /admin/subscribers. */
export function subscriberLists(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();

  app.use(requirePermission('subscriber.read'));

  app.get('/', async (c) => renderPage(c, { subscribers: await listed(c) }));
  app.post('/', requirePermission('subscriber.edit'), async (c) => {
    const { deps, actor, page } = c.var;
    return submit(
      c,
      renderPage,
      async (values) => {
        await addSubscriber(deps, actor, page, parse(SignUp, values));
        return '/admin/subscribers?done=subscriber-added';
      },
      { subscribers: await listed(c) },
    );
  });

  app.get('/:id', async (c) => renderPage(c, { ledger: await ledger(c, c.req.param('id')) }));
  app.get('/:id/remove', requirePermission('subscriber.edit'), async (c) =>
    renderPage(c, { subscriber: await one(c, c.req.param('id')) }),
  );
  app.post('/:id/remove', requirePermission('subscriber.edit'), async (c) => {
    await removeSubscriber(c.var.deps, c.var.actor, c.var.page.id, c.req.param('id'));
    return c.redirect('/admin/subscribers?done=subscriber-removed', 303);
  });
  return app;
}

async function listed(c: AppContext) {
  const { db } = c.var.deps;
  const query = Query.parse(c.req.query());
  const [counts, suppressed, rows] = await Promise.all([
    countSubscribers(db, c.var.page.id),
    countSuppressed(db, c.var.page.id),
    listSubscribers(db, c.var.page.id, { ...query, limit: PER_PAGE }),
  ]);
  const shown = await withReasons(c, rows.slice(0, PER_PAGE));
  return { query, counts, suppressed, rows: shown, more: rows.length > PER_PAGE };
}

/** Adds why an address is suppressed. */
async function withReasons(c: AppContext, rows: Subscriber[]) {
  const hashes = await Promise.all(rows.map((row) => addressHash(row.email)));
  const reasons = await suppressedOf(c.var.deps.db, c.var.page.id, hashes);
  return rows.map((row, i) => ({ ...row, suppressed: reasons.get(hashes[i] ?? '') ?? null }));
}

export type Ledger = Awaited<ReturnType<typeof ledger>>;

/** Mail to one person, with its outcome. */
async function ledger(c: AppContext, id: string) {
  const { db } = c.var.deps;
  const who = await one(c, id);
  const hash = await addressHash(who.email);
  const [told, letters, suppressed] = await Promise.all([
    deliveryLogOf(db, who),
    directMailTo(db, who),
    suppressedOf(db, who.pageId, [hash]),
  ]);
  return { who, told, letters, suppressed: suppressed.get(hash) ?? null };
}

async function one(c: AppContext, id: string) {
  const found = await findSubscriber(c.var.deps.db, c.var.page.id, { id });
  if (!found) throw notFound('subscriber');
  return found;
}
