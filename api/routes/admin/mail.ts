import { Hono } from 'hono';
import { z } from 'zod';
import { listLanes } from '../../../db/lane.ts';
import { findMail, lettersWaiting, listMails, listNotifications } from '../../../db/mailbox.ts';
import type { App, AppContext, RenderPage } from '../../context.ts';
import { atLeast } from '../../domain/role.ts';
import { notFound } from '../../problem.ts';
import { reopenMail } from '../../publish/lane.ts';
import { steerNotification } from '../../publish/notification.ts';
import { parse, valuesOf } from '../form.ts';
import { need } from './gate.ts';
import { mailTests } from './mail-test.ts';

const PER_PAGE = 50;

const Query = z.object({
  page: z.coerce.number().int().min(1).max(1_000_000).catch(1),
});

const Steering = z.object({
  do: z.enum(['pause', 'resume', 'cancel']),
  from: z.enum(['mail', 'incident']).default('mail'),
});

/** A stored mail runs nothing, loads nothing and is a stranger to the console that shows it. */
export const MAIL_CSP =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

export type Mailbox = Awaited<ReturnType<typeof opened>>;

/** What was sent, to how many; and, in the local mailbox, the mails. Mounted at /admin/mail. */
export function mailbox(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  app.get('/', async (c) => renderPage(c, { mailbox: await opened(c) }));
  app.post('/notifications/:id', need('publisher'), async (c) => {
    const { do: verb, from } = parse(Steering, await valuesOf(c));
    const { deps, actor, page } = c.var;
    const of = await steerNotification(deps, actor, page.id, c.req.param('id'), verb);
    const back = from === 'mail' ? '/admin/mail' : `/admin/incidents/${of}`;
    return c.redirect(`${back}?done=mail-${verb}`, 303);
  });
  app.post('/reopen', need('owner'), async (c) => {
    await reopenMail(c.var.deps, c.var.actor, c.var.page.id);
    return c.redirect('/admin/mail?done=mail-reopen', 303);
  });
  app.route('/test', mailTests(renderPage));
  app.use('/:id/*', need('publisher'));
  app.get('/:id', async (c) => renderPage(c, { mail: await one(c, c.req.param('id')) }));
  app.get('/:id/html', async (c) => {
    const { html } = await one(c, c.req.param('id'));
    return c.html(html, 200, { 'content-security-policy': MAIL_CSP });
  });
  return app;
}

async function opened(c: AppContext) {
  const { db, mailer } = c.var.deps;
  const { actor } = c.var;
  const query = { ...Query.parse(c.req.query()), limit: PER_PAGE };
  const [told, mails, waiting, lanes] = await Promise.all([
    listNotifications(db, c.var.page.id, query),
    mailer.name === 'local' && atLeast(actor.role, 'publisher')
      ? listMails(db, c.var.page.id, query)
      : [],
    lettersWaiting(db, c.var.page.id),
    listLanes(db),
  ]);
  return {
    transport: mailer.name,
    page: query.page,
    notifications: told.slice(0, PER_PAGE),
    mails: mails.slice(0, PER_PAGE),
    waiting,
    email: lanes.find((lane) => lane.channel === 'email') ?? null,
    more: told.length > PER_PAGE || mails.length > PER_PAGE,
  };
}

async function one(c: AppContext, id: string) {
  const found = await findMail(c.var.deps.db, c.var.page.id, id);
  if (!found) throw notFound('mail');
  return found;
}
