import { Hono } from 'hono';
import { findIncident } from '../../../db/incident/incident.ts';
import { findAccess } from '../../../db/incident/reader.ts';
import {
  chooseInternalUpdates,
  endInternalSubscription,
  subscriptionOfToken,
} from '../../actions/internal/subscription.ts';
import type { App, AppContext, RenderPage } from '../../context/context.ts';
import { notFound, Problem } from '../../core/problem.ts';
import { internalTopics } from '../../domain/internal/topics.ts';
import { internalAudiences } from '../../domain/room/internal-update.ts';
import { valuesOf } from '../../http/form.ts';
import { drawn } from '../../http/serve/drawing-permit.ts';
import { readInternalIncident, readInternalPage } from '../../reads/internal/page.ts';
import { localizedPage, pageOfSite, readerOf } from './reader.ts';
import { internalSignIn } from './sign-in.ts';

/**
 * The internal status page. Never cached, never indexed, and built from the database at
 * each request: no copy of the public page can hold any of it. Who may read it is known, so the
 * limits for visitors who are not signed in don't apply.
 */
export function internalPages(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  const forbidCaching = (c: AppContext) => {
    c.header('cache-control', 'private, no-store');
    c.header('x-robots-tag', 'noindex, nofollow');
    c.header('vary', 'accept-language, cookie');
  };
  app.use(async (c, next) => {
    forbidCaching(c); // of an error
    await next();
    forbidCaching(c);
  });
  app.route('/', internalSignIn(renderPage));

  app.get('/unsubscribe/:token', async (c) => {
    const known = await localizedPage(c);
    const found = await subscriptionOfToken(c.var.deps, known.page.id, c.req.param('token'));
    return renderPage(c, '/internal/unsubscribe/[token]', { ...known, found, isDone: false });
  });
  app.post('/unsubscribe/:token', async (c) => {
    const known = await localizedPage(c);
    const isDone = await endInternalSubscription(c.var.deps, known.page.id, c.req.param('token'));
    return renderPage(c, '/internal/unsubscribe/[token]', { ...known, found: null, isDone });
  });

  app.get('/', async (c) => {
    const known = await localizedPage(c);
    const reader = await readerOf(c, known.page);
    if (!reader) return toSignIn(c);
    const read = await readInternalPage(c.var.deps.db, known, reader, audienceIn(c));
    const props = { ...read, ...known, reader, now: c.var.deps.clock() };
    return drawn(c, () => renderPage(c, '/internal', props));
  });
  app.get('/incidents/:id{[a-z0-9]{12}}', async (c) => {
    const { db } = c.var.deps;
    const localization = await localizedPage(c);
    const { page } = localization;
    const reader = await readerOf(c, page);
    if (!reader) return toSignIn(c);
    const id = c.req.param('id');
    const access = await findAccess(db, page.id, id);
    const isHidden =
      access?.drill ||
      (access?.audience === 'restricted' && !access.people.includes(reader.personId ?? ''));
    const record = access && !isHidden ? await findIncident(db, page.id, id) : null;
    if (!record) throw notFound('incident');
    const read = await readInternalIncident(db, record, localization, audienceIn(c));
    const known = { ...localization, reader, now: c.var.deps.clock(), audience: audienceIn(c) };
    return drawn(c, () => renderPage(c, '/internal/incidents/[id]', { ...read, ...known }));
  });
  app.post('/subscription', async (c) => {
    const page = await pageOfSite(c);
    const reader = await readerOf(c, page);
    if (!reader) return toSignIn(c);
    const values = await valuesOf(c);
    const wanted = internalTopics.filter((one) => values[one] !== undefined);
    await chooseInternalUpdates(c.var.deps, page.id, reader.who, wanted);
    return c.redirect('/internal?done=subscription#email', 303);
  });

  app.onError(async (error, c) => {
    if (!(error instanceof Problem)) throw error;
    const known = await localizedPage(c);
    const props = { ...known, message: error.message };
    const { body, headers } = await drawn(c, () => renderPage(c, '/internal/problem', props));
    return new Response(body, { status: error.status, headers });
  });
  return app;
}

const toSignIn = (c: AppContext): Response => c.redirect('/internal/sign-in', 303);

const audienceIn = (c: AppContext) =>
  internalAudiences.find((one) => one === c.req.query('for')) ?? null;
