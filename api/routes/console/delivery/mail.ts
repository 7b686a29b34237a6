import { Hono } from 'hono';
import { z } from 'zod';
import { isDirectMail } from '../../../../db/channel/channel.ts';
import { findMail, findProgress } from '../../../../db/delivery/mailbox.ts';
import { findSubscriber } from '../../../../db/subscriber/subscriber.ts';
import { reopenChannel } from '../../../actions/delivery/channel.ts';
import { controlDelivery } from '../../../actions/delivery/notification.ts';
import { tryAgain, tryConfirmationsAgain } from '../../../actions/delivery/retry-failed.ts';
import { sendToOneAgain } from '../../../actions/delivery/send-again.ts';
import type { App, AppContext, RenderPage } from '../../../context/context.ts';
import { notFound } from '../../../core/problem.ts';
import { attemptOutcomes } from '../../../domain/delivery/attempt-outcome.ts';
import { PageNumber, parse, valuesOf } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';
import { EMAIL } from '../../../notify/channels/email/channel.ts';
import { readFailedMail, readMail } from '../../../reads/mail.ts';
import { mailTests } from './mail-test.ts';

const Query = z.object({ page: PageNumber });
const LogQuery = Query.extend({
  before: z.string().max(60).catch(''),
  channel: z.string().max(40).catch(''),
  outcome: z.enum(attemptOutcomes).nullable().catch(null),
});

/** From so many failed recipients on, sending again asks first. */
const MANY = 100;

const DeliveryControlForm = z.object({
  do: z.enum(['pause', 'resume', 'cancel']),
  from: z.enum(['mail', 'incident']).default('mail'),
});

const Retrying = z.object({
  /** Id of one subscriber; empty for everybody whose mail failed. */
  person: z.preprocess((value) => value || null, z.string().max(40).nullable()),
  from: z.enum(['mail', 'incident', 'list', 'person']).default('mail'),
  sure: z.string().optional(),
});

const Reopening = z.object({ channel: z.string().max(40).default(EMAIL) });

async function backTo(
  c: AppContext,
  from: z.infer<typeof Retrying>['from'],
  id: string,
  person: string | null,
): Promise<string> {
  if (from === 'person' && person) return `/admin/subscribers/${person}`;
  if (from === 'list') return `/admin/mail/notifications/${id}`;
  if (from === 'mail') return '/admin/mail';
  const progress = await findProgress(c.var.deps.db, c.var.page.id, id);
  return progress ? `/admin/incidents/${progress.incidentId}` : '/admin/mail';
}

/** Isolates a stored mail: it can run nothing, load nothing and reach nothing of the console. */
export const MAIL_CSP =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/** Sent updates with their counts and, for the local mailbox, the mails. Mounted at /admin/mail. */
export function mailbox(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  app.get('/', async (c) => {
    const { deps, actor, page } = c.var;
    const shown = await readMail(deps, { actor, pageId: page.id, ...Query.parse(c.req.query()) });
    return renderPage(c, '/admin/mail', shown);
  });
  app.post('/notifications/:id', requirePermission('mail.control'), async (c) => {
    const { do: verb, from } = parse(DeliveryControlForm, await valuesOf(c));
    const { deps, actor, page } = c.var;
    const delivery = await controlDelivery(deps, actor, page.id, c.req.param('id'), verb);
    const back = from === 'mail' ? '/admin/mail' : `/admin/incidents/${delivery}`;
    return c.redirect(`${back}?done=mail-${verb}`, 303);
  });
  app.get('/notifications/:id', requirePermission('mail.read'), async (c) => {
    const { deps, page } = c.var;
    const { channel, outcome, ...place } = LogQuery.parse(c.req.query());
    const chosen = outcome && channel ? { channel, outcome } : null;
    const which = { id: c.req.param('id'), ...place, chosen };
    const failed = await readFailedMail(deps.db, page.id, which);
    return renderPage(c, '/admin/mail/notifications/[id]', failed);
  });
  app.get('/notifications/:id/retry', requirePermission('mail.control'), async (c) => {
    const { deps, page } = c.var;
    const notification = await findProgress(deps.db, page.id, c.req.param('id'));
    if (!notification) throw notFound('mail');
    return renderPage(c, '/admin/mail/notifications/[id]/retry', { notification });
  });
  app.post('/notifications/:id/retry', requirePermission('mail.control'), async (c) => {
    const { deps, actor, page } = c.var;
    const id = c.req.param('id');
    const { person, from, sure } = parse(Retrying, await valuesOf(c));
    const before = await findProgress(deps.db, page.id, id);
    if (person === null && !sure && (before?.failed ?? 0) >= MANY)
      return c.redirect(`/admin/mail/notifications/${id}/retry`, 303);
    const sizes = deps.channels.map(({ name, limits }) => ({ name, size: limits.maxBatch }));
    await tryAgain(deps, actor, page.id, { id, subscriberId: person, sizes });
    return c.redirect(`${await backTo(c, from, id, person)}?done=mail-retry`, 303);
  });
  app.post('/notifications/:id/again', requirePermission('mail.control'), async (c) => {
    const { deps, actor, page } = c.var;
    const id = c.req.param('id');
    const { person, from } = parse(Retrying, await valuesOf(c));
    await sendToOneAgain(deps, actor, page.id, { id, subscriberId: person ?? '' });
    return c.redirect(`${await backTo(c, from, id, person)}?done=mail-retry`, 303);
  });
  app.post('/confirmations/retry', requirePermission('mail.control'), async (c) => {
    const { deps, actor, page } = c.var;
    const { person } = parse(Retrying, await valuesOf(c));
    const who = person ? await findSubscriber(deps.db, page.id, { id: person }) : null;
    if (person && !who) throw notFound('subscriber');
    await tryConfirmationsAgain(deps, actor, page.id, who);
    const back = who ? `/admin/subscribers/${who.id}` : '/admin/mail';
    return c.redirect(`${back}?done=mail-retry`, 303);
  });
  app.post('/reopen', requirePermission('mail.release'), async (c) => {
    const { deps, actor, page } = c.var;
    const { channel } = parse(Reopening, await valuesOf(c));
    const isKnown = deps.channels.some(({ name }) => name === channel) || isDirectMail({ channel });
    if (!isKnown) throw notFound('channel');
    await reopenChannel(deps, actor, page.id, channel);
    return c.redirect('/admin/mail?done=mail-reopen', 303);
  });
  app.route('/test', mailTests(renderPage));
  app.use('/:id/*', requirePermission('mail.read'));
  app.get('/:id', async (c) =>
    renderPage(c, '/admin/mail/[id]', { mail: await mailOf(c, c.req.param('id')) }),
  );
  app.get('/:id/html', async (c) => {
    const { html } = await mailOf(c, c.req.param('id'));
    return c.html(html, 200, { 'content-security-policy': MAIL_CSP });
  });
  return app;
}

async function mailOf(c: AppContext, id: string) {
  const found = await findMail(c.var.deps.db, c.var.page.id, id);
  if (!found) throw notFound('mail');
  return found;
}
