import { Hono } from 'hono';
import { z } from 'zod';
import { SignUp } from '../../../actions/subscriber/sign-up.ts';
import { addSubscriber, removeSubscriber } from '../../../actions/subscriber/subscriber.ts';
import type { App, AppContext, RefusedForm, RenderPage } from '../../../context/context.ts';
import { handleForm, PageNumber, parse } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readSubscriber, readSubscriberLog, readSubscribers } from '../../../reads/subscribers.ts';

const Query = z.object({
  q: z.string().trim().toLowerCase().max(254).catch(''),
  state: z.enum(['pending', 'active', 'unsubscribed']).nullable().catch(null),
  page: PageNumber,
});

/** Subscribers: counts, search, add, remove. Mounted at /admin/subscribers. */
export function subscriberLists(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();

  app.use(requirePermission('subscriber.read'));

  const draw = async (c: AppContext, form?: RefusedForm) => {
    const { deps, page } = c.var;
    const list = await readSubscribers(deps.db, page.id, Query.parse(c.req.query()));
    return renderPage(c, '/admin/subscribers', { ...list, form });
  };
  app.get('/', (c) => draw(c));
  app.post('/', requirePermission('subscriber.edit'), (c) =>
    handleForm(c, {
      run: async (values) => {
        const { deps, actor, page } = c.var;
        await addSubscriber(deps, actor, page, parse(SignUp, values));
        return '/admin/subscribers?done=subscriber-added';
      },
      draw: (form) => draw(c, form),
    }),
  );

  app.get('/:id', async (c) => {
    const { deps, page } = c.var;
    const log = await readSubscriberLog(deps.db, page.id, c.req.param('id'));
    return renderPage(c, '/admin/subscribers/[id]', log);
  });
  app.get('/:id/remove', requirePermission('subscriber.edit'), async (c) => {
    const { deps, page } = c.var;
    const subscriber = await readSubscriber(deps.db, page.id, c.req.param('id'));
    return renderPage(c, '/admin/subscribers/[id]/remove', { subscriber });
  });
  app.post('/:id/remove', requirePermission('subscriber.edit'), async (c) => {
    await removeSubscriber(c.var.deps, c.var.actor, c.var.page.id, c.req.param('id'));
    return c.redirect('/admin/subscribers?done=subscriber-removed', 303);
  });
  return app;
}
