import { Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import { findPage, type Page } from '../../../db/page/page.ts';
import { confirmContact } from '../../actions/subscriber/destination/confirm-contact.ts';
import {
  askToSubscribeDestination,
  DestinationSignUp,
} from '../../actions/subscriber/destination/destination-sign-up.ts';
import { askToSubscribe, PreferencesInput, SignUp } from '../../actions/subscriber/sign-up.ts';
import {
  changeSubscription,
  confirmSubscription,
  openSubscription,
} from '../../actions/subscriber/subscriber.ts';
import { unsubscribe } from '../../actions/subscriber/unsubscribe.ts';
import type { App, AppContext, PageLocals, RenderPage } from '../../context/context.ts';
import { Problem } from '../../core/problem.ts';
import { destinationChannels } from '../../domain/destination/kind.ts';
import { isClosed } from '../../domain/incident/incident.ts';
import { clientIp } from '../../http/client-ip.ts';
import { handleFormOf, parse, text, type Values, valuesOf } from '../../http/form.ts';
import { languageOf } from '../../http/language.ts';
import { drawn } from '../../http/serve/drawing-permit.ts';
import { serveLocalized } from '../../http/serve/localized.ts';
import { serveRare } from '../../http/serve/serve.ts';
import type { Snapshot, SnapshotIncident } from '../../snapshot/snapshot.ts';
import { ownedDeliveries } from './deliveries.ts';
import { ownData } from './own-data.ts';

const LEFT = 'You’re unsubscribed. You won’t receive any more messages.';

/** The page says it in the reader’s language; this is for programs. */
const ASKED = 'This address is a list. We’ve sent it an email to confirm.';

const afterLeaving = (left: Awaited<ReturnType<typeof unsubscribe>>): Partial<PageLocals> => {
  if (left === 'unknown') return { subscription: null };
  return { notice: left === 'left' ? LEFT : ASKED, isListAsked: left === 'asked' };
};

const CHANNEL = `:channel{${destinationChannels.join('|')}}`;
/** Email has the address without a name. */
const WAY = `:way{${[...destinationChannels, 'feeds', 'calendar'].join('|')}}`;
const INCIDENT = '/incidents/:id{[a-z0-9]{12}}/subscribe';

/** Signing up. */
export function subscribers(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();

  app.use('/subscribe/*', async (c, next) => {
    const nothing = (await c.var.deps.snapshots.current().catch(() => undefined)) === null;
    return nothing ? c.redirect('/', 303) : next(); // explains how to set up
  });
  for (const path of [
    '/subscribe',
    `/subscribe/${WAY}`,
    '/subscribe/sent',
    `/subscribe/sent/${CHANNEL}`,
  ])
    app.get(path, (c) =>
      serveLocalized(c, c.req.path, (snapshot, _, language) =>
        renderPage(c, { snapshot, ...language }),
      ),
    );
  for (const path of [INCIDENT, `${INCIDENT}/${WAY}`])
    app.get(path, async (c) => {
      const id = c.req.param('id') as string; // part of the path
      const snapshot = await c.var.deps.snapshots.current();
      if (!openIncident(snapshot, id)) return c.redirect(`${prefixOf(c)}/incidents/${id}`, 302);
      return serveLocalized(
        c,
        c.req.path,
        (snapshot, _, language) => {
          const incident = openIncident(snapshot, id);
          return renderPage(c, { snapshot, ...language, ...(incident && { incident }) });
        },
        serveRare(),
      );
    });
  app.post('/subscribe', async (c) => {
    const page = await pageOf(c);
    const snapshot = await c.var.deps.snapshots.current();
    const run = async (values: Values) => {
      const { locale } = languageOf(c, snapshot);
      const wish = parse(SignUp, { locale, ...values });
      await askToSubscribe(c.var.deps, page, wish, clientIp(c));
      return `${prefixOf(c)}/subscribe/sent`;
    };
    return handleFormOf(c, renderPage, run, { snapshot });
  });
  app.post(`/subscribe/${CHANNEL}`, async (c) => {
    const page = await pageOf(c);
    const snapshot = await c.var.deps.snapshots.current();
    const channel = c.req.param('channel');
    const run = async (values: Values) => {
      const { locale } = languageOf(c, snapshot);
      const wish = parse(DestinationSignUp, { locale, ...values, channel });
      await askToSubscribeDestination(c.var.deps, page, wish, clientIp(c));
      return `${prefixOf(c)}/subscribe/sent${wish.contactEmail ? '' : `/${channel}`}`;
    };
    return handleFormOf(c, renderPage, run, { snapshot });
  });
  return app;
}

/**
 * Confirm, change and unsubscribe. The token in the address is the proof (RFC 8058), so these
 * routes come before the origin check. A GET never changes anything, since mail scanners open
 * links.
 */
export function withToken(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  const draw = drawing(renderPage);
  for (const path of ['/confirm/*', '/subscriptions/*', '/u/*']) app.use(path, secretLink);

  app.route('/', ownData());
  app.route('/', ownedDeliveries(renderPage));

  app.get('/confirm/:token', async (c) => {
    const { id } = await pageOf(c);
    const token = c.req.param('token');
    return draw(c, { subscription: await openSubscription(c.var.deps, id, 'confirm', token) });
  });
  app.post('/confirm/:token', async (c) => {
    const { id } = await pageOf(c);
    const token = c.req.param('token');
    const subscription =
      (await confirmContact(c.var.deps, id, token)) ??
      (await confirmSubscription(c.var.deps, id, token));
    return draw(c, { subscription });
  });

  app.get('/subscriptions/:token', async (c) => {
    const { id } = await pageOf(c);
    const token = c.req.param('token');
    return draw(c, { subscription: await openSubscription(c.var.deps, id, 'manage', token) });
  });
  app.post('/subscriptions/:token', async (c) => {
    const { id } = await pageOf(c);
    const token = c.req.param('token');
    const values = await valuesOf(c);
    if (values.leave !== undefined) {
      return draw(c, afterLeaving(await unsubscribe(c.var.deps, id, 'manage', token)));
    }
    const snapshot = await c.var.deps.snapshots.current();
    const subscription = await openSubscription(c.var.deps, id, 'manage', token);
    const run = async () => {
      await changeSubscription(c.var.deps, id, token, parse(PreferencesInput, values));
      return `${prefixOf(c)}/subscriptions/${token}?saved`;
    };
    return handleFormOf(c, renderPage, run, { snapshot, subscription });
  });

  app.get('/u/:token', async (c) => {
    const { id } = await pageOf(c);
    const token = c.req.param('token');
    return draw(c, { subscription: await openSubscription(c.var.deps, id, 'unsubscribe', token) });
  });
  app.post('/u/:token', async (c) => {
    const { id } = await pageOf(c);
    const token = c.req.param('token');
    if (!isOneClick(await valuesOf(c)))
      return draw(c, {
        subscription: await openSubscription(c.var.deps, id, 'unsubscribe', token),
      });
    return draw(c, afterLeaving(await unsubscribe(c.var.deps, id, 'unsubscribe', token)));
  });
  return app;
}

/** Sent by mail programs and our own button (RFC 8058 §3.2), but not by link scanners. */
const isOneClick = (values: Values): boolean =>
  text(values, 'List-Unsubscribe').trim().toLowerCase() === 'one-click';

/** Addresses with a token must not be cached or indexed. */
const secretLink = createMiddleware<App>(async (c, next) => {
  await next();
  c.res.headers.set('cache-control', 'no-store');
  c.res.headers.set('referrer-policy', 'same-origin');
  c.res.headers.set('x-robots-tag', 'noindex');
});

/** A valid token is never rate limited: mail providers unsubscribe many people from one network. */
const drawing = (renderPage: RenderPage) => async (c: AppContext, locals: Partial<PageLocals>) => {
  const snapshot = await c.var.deps.snapshots.current();
  const draw = async () => renderPage(c, { snapshot, ...locals });
  return locals.subscription || locals.notice ? drawn(c, draw) : draw();
};

const prefixOf = (c: AppContext): string => languageOf(c, null).prefix;

const openIncident = (snapshot: Snapshot | null, id: string): SnapshotIncident | undefined =>
  [...(snapshot?.incidents ?? []), ...(snapshot?.maintenances ?? [])].find(
    (one) => one.id === id && !isClosed(one.state),
  );

async function pageOf(c: AppContext): Promise<Page> {
  const snapshot = await c.var.deps.snapshots.current();
  const page = snapshot && (await findPage(c.var.deps.db, snapshot.page.id));
  if (!page) throw new Problem('unavailable', 'This status page isn’t set up yet.');
  return page;
}
