import { Hono } from 'hono';
import {
  addDestination,
  NewDestination,
} from '../../../actions/subscriber/destination/destination.ts';
import { choiceOf } from '../../../actions/subscriber/sign-up.ts';
import type { App, RenderPage } from '../../../context/context.ts';
import { handleForm, parse } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readSubscriber } from '../../../reads/subscriber/log.ts';

/** Adding a webhook or a chat channel. Mounted at /admin/subscribers/destination. */
export function newDestinations(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  app.use(requirePermission('subscriber.edit'));

  app.get('/', (c) => renderPage(c, '/admin/subscribers/destination', { made: null }));
  app.post('/', (c) => {
    const { deps, actor, page } = c.var;
    return handleForm(c, {
      run: async (values) => {
        const { channel, address, contactEmail, ...input } = parse(NewDestination, values);
        const choice = await choiceOf(deps, page.id, input);
        const of = { channel, address, contactEmail, choice };
        const { id, secret } = await addDestination(deps, actor, page, of);
        // Shown in this response and never again.
        return secret ? { redraw: { id, secret } } : '/admin/subscribers?done=destination-added';
      },
      draw: async (form) => {
        const { id, secret } = form.values;
        if (form.status !== 200 || typeof id !== 'string' || typeof secret !== 'string')
          return renderPage(c, '/admin/subscribers/destination', { form, made: null });
        const subscriber = await readSubscriber(deps.db, page.id, id);
        return renderPage(c, '/admin/subscribers/destination', { made: { subscriber, secret } });
      },
    });
  });
  return app;
}
