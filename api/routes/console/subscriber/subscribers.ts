import { Hono } from 'hono';
import { z } from 'zod';
import { addSubscriber } from '../../../actions/subscriber/operator.ts';
import { SignUp } from '../../../actions/subscriber/sign-up.ts';
import type { App, RenderPage } from '../../../context/context.ts';
import { standings } from '../../../domain/subscriber/standing.ts';
import { handleForm, parse } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readSubscribers } from '../../../reads/subscriber/list.ts';
import { newDestinations } from './destination.ts';
import { subscriberCsv } from './export.ts';
import { subscriberImports } from './import.ts';
import { oneSubscriber } from './subscriber.ts';

const Query = z.object({
  q: z.string().trim().toLowerCase().max(254).catch(''),
  state: z
    .enum([...standings, 'all'])
    .nullable()
    .catch(null),
  channel: z
    .string()
    .regex(/^[a-z]{1,20}$/)
    .nullable()
    .catch(null),
  after: z.string().catch(''),
  before: z.string().catch(''),
});

/** Subscribers: search, filters, adding. Mounted at /admin/subscribers. */
export function subscriberLists(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();

  app.use(requirePermission('subscriber.read'));

  app.get('/', async (c) => {
    const { deps, page } = c.var;
    const { state: standing, ...query } = Query.parse(c.req.query());
    const list = await readSubscribers(deps.db, page.id, { ...query, standing });
    return renderPage(c, '/admin/subscribers', list);
  });
  app.get('/new', requirePermission('subscriber.edit'), (c) =>
    renderPage(c, '/admin/subscribers/new', {}),
  );
  app.post('/', requirePermission('subscriber.edit'), (c) =>
    handleForm(c, {
      run: async (values) => {
        const { deps, actor, page } = c.var;
        await addSubscriber(deps, actor, page, parse(SignUp, values));
        return '/admin/subscribers?done=subscriber-added';
      },
      draw: (form) => renderPage(c, '/admin/subscribers/new', { form }),
    }),
  );

  app.route('/destination', newDestinations(renderPage));
  app.route('/import', subscriberImports(renderPage));
  app.get('/export.csv', async (c) => {
    const { deps, page } = c.var;
    const { q, state: standing, channel } = Query.parse(c.req.query());
    return c.body(subscriberCsv(deps.db, page.id, { q, standing, channel }), 200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="subscribers.csv"',
      'cache-control': 'no-store',
    });
  });
  app.route('/', oneSubscriber(renderPage));
  return app;
}
