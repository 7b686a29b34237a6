import { Hono } from 'hono';
import { rotateSecret } from '../../../actions/subscriber/destination/destination.ts';
import { eraseSubscriber } from '../../../actions/subscriber/erase.ts';
import {
  Removal,
  reactivate,
  removeSubscriber,
  resendConfirmation,
  setMailingList,
  setMessageLanguage,
} from '../../../actions/subscriber/operator.ts';
import { ownerPageOf } from '../../../actions/subscriber/owner/owned.ts';
import type { App, RenderPage } from '../../../context/context.ts';
import { notFound } from '../../../core/problem.ts';
import { can } from '../../../domain/response/permissions.ts';
import { localeNamed } from '../../../domain/text/locale.ts';
import { handleForm, parse, text, valuesOf } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readSubscriber, readSubscriberLog } from '../../../reads/subscriber/log.ts';
import { readPersonalData } from '../../../reads/subscriber/personal-data.ts';

/** One subscriber: what was sent, removing, erasing, and what is stored about them. */
export function oneSubscriber(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  const edits = requirePermission('subscriber.edit');

  app.get('/:id', async (c) => {
    const { deps, actor, page } = c.var;
    const log = await readSubscriberLog(deps.db, page.id, c.req.param('id'));
    // Whoever has the link can change the subscription.
    const isShown = can(actor, 'subscriber.edit', page);
    const ownerPage = isShown ? await ownerPageOf(deps, page, log.subscriber) : null;
    return renderPage(c, '/admin/subscribers/[id]', { ...log, ownerPage });
  });
  app.get('/:id/export', async (c) => {
    const { deps, page } = c.var;
    const data = await readPersonalData(deps.db, page.id, c.req.param('id'));
    return c.json(data, 200, {
      'content-disposition': `attachment; filename="subscriber-${data.subscriber.id}.json"`,
      'cache-control': 'no-store',
    });
  });

  app.get('/:id/remove', edits, async (c) => {
    const { deps, page } = c.var;
    const subscriber = await readSubscriber(deps.db, page.id, c.req.param('id'));
    return renderPage(c, '/admin/subscribers/[id]/remove', { subscriber });
  });
  app.post('/:id/remove', edits, (c) => {
    const { deps, actor, page } = c.var;
    const id = c.req.param('id');
    return handleForm(c, {
      run: async (values) => {
        const { reason } = parse(Removal, values);
        await removeSubscriber(deps, actor, page.id, id, reason);
        return '/admin/subscribers?done=subscriber-removed';
      },
      draw: async (form) => {
        const subscriber = await readSubscriber(deps.db, page.id, id);
        return renderPage(c, '/admin/subscribers/[id]/remove', { subscriber, form });
      },
    });
  });

  app.get('/:id/erase', edits, async (c) => {
    const { deps, page } = c.var;
    const subscriber = await readSubscriber(deps.db, page.id, c.req.param('id'));
    return renderPage(c, '/admin/subscribers/[id]/erase', { subscriber });
  });
  app.post('/:id/erase', edits, async (c) => {
    const { deps, actor, page } = c.var;
    await eraseSubscriber(deps, actor, page.id, c.req.param('id'));
    return c.redirect('/admin/subscribers?done=subscriber-erased', 303);
  });

  app.get('/:id/secret', edits, async (c) => {
    const { deps, page } = c.var;
    const subscriber = await readSubscriber(deps.db, page.id, c.req.param('id'));
    if (subscriber.channel !== 'webhook') throw notFound('signing secret');
    return renderPage(c, '/admin/subscribers/[id]/secret', { subscriber, secret: null });
  });
  app.post('/:id/secret', edits, async (c) => {
    const { deps, actor, page } = c.var;
    const { who, secret } = await rotateSecret(deps, actor, page.id, c.req.param('id'));
    return renderPage(c, '/admin/subscribers/[id]/secret', { subscriber: who, secret });
  });

  app.post('/:id/confirmation', edits, async (c) => {
    const { deps, actor, page } = c.var;
    const id = c.req.param('id');
    await resendConfirmation(deps, actor, page, id);
    return c.redirect(`/admin/subscribers/${id}?done=subscriber-asked`, 303);
  });
  app.post('/:id/reactivate', edits, async (c) => {
    const { deps, actor, page } = c.var;
    const id = c.req.param('id');
    await reactivate(deps, actor, page.id, id);
    return c.redirect(`/admin/subscribers/${id}?done=subscriber-reactivated`, 303);
  });
  app.post('/:id/list', edits, async (c) => {
    const { deps, actor, page } = c.var;
    const id = c.req.param('id');
    const isList = text(await valuesOf(c), 'list') === 'on';
    await setMailingList(deps, actor, page.id, id, isList);
    return c.redirect(`/admin/subscribers/${id}?done=saved`, 303);
  });
  app.post('/:id/language', edits, async (c) => {
    const { deps, actor, page } = c.var;
    const id = c.req.param('id');
    const locale = localeNamed(text(await valuesOf(c), 'locale'));
    await setMessageLanguage(deps, actor, page.id, id, locale);
    return c.redirect(`/admin/subscribers/${id}?done=saved`, 303);
  });
  return app;
}
