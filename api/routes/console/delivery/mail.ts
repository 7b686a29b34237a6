import { Hono } from 'hono';
import { z } from 'zod';
import { listChannels } from '../../../../db/channel/channel.ts';
import { commonestFailures, failedPeople } from '../../../../db/delivery/failed.ts';
import {
  directMailWaiting,
  findMail,
  findProgress,
  listMails,
  listNotifications,
} from '../../../../db/delivery/mailbox.ts';
import { failedConfirmations } from '../../../../db/direct-mail/dead-direct-mail.ts';
import { findSubscriber } from '../../../../db/subscriber/subscriber.ts';
import { reopenMail } from '../../../actions/delivery/channel.ts';
import { controlDelivery } from '../../../actions/delivery/notification.ts';
import { tryAgain, tryConfirmationsAgain } from '../../../actions/delivery/retry-failed.ts';
import type { App, AppContext, RenderPage } from '../../../context/context.ts';
import { notFound } from '../../../core/problem.ts';
import { commonestReasons } from '../../../domain/delivery/reason.ts';
import { can } from '../../../domain/response/permissions.ts';
import { parse, valuesOf } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';
import { mailTests } from './mail-test.ts';

const PER_PAGE = 50;

const Query = z.object({
  page: z.coerce.number().int().min(1).max(1_000_000).catch(1),
});

const Steering = z.object({
  do: z.enum(['pause', 'resume', 'cancel']),
  from: z.enum(['mail', 'incident']).default('mail'),
});

const Retrying = z.object({
  /** Id of one subscriber; empty for everybody whose mail failed. */
  person: z.preprocess((value) => value || null, z.string().max(40).nullable()),
  from: z.enum(['mail', 'incident', 'list', 'person']).default('mail'),
});

async function backTo(
  c: AppContext,
  from: z.infer<typeof Retrying>['from'],
  id: string,
  person: string | null,
): Promise<string> {
  if (from === 'person' && person) return `/admin/subscribers/${person}`;
  if (from === 'list') return `/admin/mail/notifications/${id}`;
  if (from === 'mail') return '/admin/mail';
  const told = await findProgress(c.var.deps.db, c.var.page.id, id);
  return told ? `/admin/incidents/${told.incidentId}` : '/admin/mail';
}

/** Isolates a stored mail: it can run nothing, load nothing and reach nothing of the console. */
export const MAIL_CSP =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

export type Mailbox = Awaited<ReturnType<typeof opened>>;

/** Sent updates with their counts and, for the local mailbox, the mails. Mounted at /admin/mail. */
export function mailbox(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  app.get('/', async (c) => renderPage(c, { mailbox: await opened(c) }));
  app.post('/notifications/:id', requirePermission('mail.control'), async (c) => {
    const { do: verb, from } = parse(Steering, await valuesOf(c));
    const { deps, actor, page } = c.var;
    const of = await controlDelivery(deps, actor, page.id, c.req.param('id'), verb);
    const back = from === 'mail' ? '/admin/mail' : `/admin/incidents/${of}`;
    return c.redirect(`${back}?done=mail-${verb}`, 303);
  });
  app.get('/notifications/:id', requirePermission('mail.read'), async (c) =>
    renderPage(c, { failures: await failures(c, c.req.param('id')) }),
  );
  app.post('/notifications/:id/retry', requirePermission('mail.control'), async (c) => {
    const { deps, actor, page } = c.var;
    const id = c.req.param('id');
    const { person, from } = parse(Retrying, await valuesOf(c));
    const atOnce = deps.mailer.maxBatch;
    await tryAgain(deps, actor, page.id, { id, subscriberId: person, atOnce });
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
    await reopenMail(c.var.deps, c.var.actor, c.var.page.id);
    return c.redirect('/admin/mail?done=mail-reopen', 303);
  });
  app.route('/test', mailTests(renderPage));
  app.use('/:id/*', requirePermission('mail.read'));
  app.get('/:id', async (c) => renderPage(c, { mail: await one(c, c.req.param('id')) }));
  app.get('/:id/html', async (c) => {
    const { html } = await one(c, c.req.param('id'));
    return c.html(html, 200, { 'content-security-policy': MAIL_CSP });
  });
  return app;
}

async function opened(c: AppContext) {
  const { db, mailer } = c.var.deps;
  const { actor, page } = c.var;
  const query = { ...Query.parse(c.req.query()), limit: PER_PAGE };
  const [told, mails, waiting, lanes, unconfirmed] = await Promise.all([
    listNotifications(db, c.var.page.id, query),
    mailer.name === 'local' && can(actor, 'mail.read', page)
      ? listMails(db, c.var.page.id, query)
      : [],
    directMailWaiting(db, c.var.page.id),
    listChannels(db),
    failedConfirmations(db, c.var.page.id),
  ]);
  const failed = told.filter((one) => one.failed > 0).map(({ id }) => id);
  const reasons = await commonestFailures(db, failed);
  const [why] = commonestReasons(unconfirmed.map(({ reason }) => ({ reason, people: 1 })));
  return {
    transport: mailer.name,
    page: query.page,
    notifications: told
      .slice(0, PER_PAGE)
      .map((one) => ({ ...one, reason: reasons.get(one.id) ?? null })),
    mails: mails.slice(0, PER_PAGE),
    waiting,
    unconfirmed: { count: unconfirmed.length, reason: why?.reason ?? '' },
    email: lanes.find((channel) => channel.channel === 'email') ?? null,
    more: told.length > PER_PAGE || mails.length > PER_PAGE,
  };
}

async function one(c: AppContext, id: string) {
  const found = await findMail(c.var.deps.db, c.var.page.id, id);
  if (!found) throw notFound('mail');
  return found;
}

export type Failures = Awaited<ReturnType<typeof failures>>;

/** Recipients whose mail of one update failed, with the reason. */
async function failures(c: AppContext, id: string) {
  const { db } = c.var.deps;
  const query = { ...Query.parse(c.req.query()), limit: PER_PAGE };
  const told = await findProgress(db, c.var.page.id, id);
  if (!told) throw notFound('mail');
  const [people, reasons] = await Promise.all([
    failedPeople(db, id, query),
    commonestFailures(db, [id]),
  ]);
  return {
    told: { ...told, reason: reasons.get(id) ?? null },
    people: people.slice(0, PER_PAGE),
    page: query.page,
    more: people.length > PER_PAGE,
  };
}
