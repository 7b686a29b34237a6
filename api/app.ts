import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { getPath } from 'hono/utils/url';
import type { App, DrawPage } from './context/context.ts';
import type { Deps } from './context/deps.ts';
import { siteAt } from './context/site.ts';
import { Problem } from './core/problem.ts';
import { HISTORY_TOO_LARGE, MAX_HISTORY_BYTES } from './domain/alert/replay/file.ts';
import { canonicalPath, routedPath } from './http/canonical-path.ts';
import { languageIn } from './http/language.ts';
import { browserHost, requestedHost } from './http/opened-at.ts';
import { ownPagesOnly } from './http/own-pages.ts';
import { answerProblem } from './http/problems.ts';
import { renderPageWith } from './http/render-page.ts';
import { requestLog } from './http/request-log.ts';
import { securityHeaders } from './http/security-headers.ts';
import { withDrawingLimits } from './http/serve/drawing-permit.ts';
import { serveMissing } from './http/serve/serve.ts';
import { alertHooks } from './routes/alert/hook.ts';
import { chatHooks } from './routes/chat/hook.ts';
import { checkHooks } from './routes/check/hook.ts';
import { admin } from './routes/console/index.ts';
import { health } from './routes/health.ts';
import { hooks } from './routes/hooks.ts';
import { internalPages } from './routes/internal/index.ts';
import { manage } from './routes/manage/index.ts';
import { shiftCalendars } from './routes/on-call/calendar.ts';
import { languageSwitch } from './routes/public/language.ts';
import { publicPages } from './routes/public/pages.ts';
import { subscribers, withToken } from './routes/public/subscribe.ts';
import { setup } from './routes/setup.ts';

const KB = 1024;
const formLimit = atMost(256 * KB, 'That’s over 256 KB. Shorten it and try again.');
const uploadLimit = atMost(
  8 * KB * KB,
  'That’s over 8 MB. Go back (your text is still there) and choose smaller files.',
);
const reportLimit = atMost(
  32 * KB * KB,
  'That’s over 32 MB. Send the report without the original email.',
);
const deliveryLimit = atMost(
  1024 * KB,
  'That’s over 1 MB. Deployments need no payload of that size.',
);
const listLimit = atMost(
  11 * 1024 * KB,
  'The file is larger than 10 MB. Split it into several, then try again.',
);
const historyLimit = atMost(MAX_HISTORY_BYTES + 64 * KB, HISTORY_TOO_LARGE);
const limits: Record<string, typeof formLimit> = {
  /** Larger than the limit for logos, so that the form can say that a file is too large. */
  '/admin/settings/appearance': uploadLimit,
  '/admin/runbooks/import': uploadLimit,
  '/admin/settings/import': uploadLimit,
  '/admin/subscribers/import': listLimit,
  '/admin/alerts/rules/replay': historyLimit,
  /** A bounce report contains the whole returned mail. */
  '/hooks/bounce': reportLimit,
  '/hooks/github': deliveryLimit,
};

/** The app for Node and for Workers. Routes for readers come first, since most requests end there. */
export function createApp(openDeps: () => Promise<Deps>, drawPage: DrawPage): Hono<App> {
  const renderPage = renderPageWith(withDrawingLimits(drawPage));
  const app = new Hono<App>({
    getPath: routedPath,
  });

  app.use(async (c, next) => {
    const deps = await openDeps();
    c.set('deps', deps);
    deps.addresses.see(browserHost(c));
    c.set('named', languageIn(getPath(c.req.raw)).locale);
    await next();
  });
  app.use(requestLog);
  app.use(securityHeaders);
  app.use(canonicalPath);
  app.route('/', health());
  app.use(async (c, next) => {
    c.set('deps', await siteAt(c.var.deps, requestedHost(c)));
    await next();
  });
  app.route('/', publicPages(renderPage));

  app.use(async (c, next) => {
    await next();
    c.header('x-request-id', c.var.requestId);
  });
  app.route('/v1', manage());
  // Before the limits of bodies: it keeps that a delivery was too large.
  app.route('/hooks/alerts', alertHooks());
  app.use((c, next) => (limits[c.req.path] ?? formLimit)(c, next));
  app.route('/', withToken(renderPage));
  app.route('/hooks/checks', checkHooks());
  app.route('/hooks/slack', chatHooks());
  app.route('/hooks', hooks());
  app.use(ownPagesOnly);
  app.route('/', languageSwitch());
  app.route('/setup', setup(renderPage));
  app.route('/', subscribers(renderPage));
  app.route('/on-call', shiftCalendars());
  app.route('/internal', internalPages(renderPage));
  app.route('/admin', admin(renderPage));

  app.notFound(async (c) => {
    // Draws a fixed path, never the requested one: Astro knows addresses and spellings that no access check
    // here has seen.
    const snapshot = await c.var.deps.snapshots.current();
    if (snapshot && !c.get('locals')?.actor) return serveMissing(c, renderPage);
    const drawn = await renderPage(c, { snapshot }, '/404');
    drawn.headers.set('cache-control', 'no-store');
    return drawn;
  });
  app.onError(answerProblem(renderPage));
  return app;
}

function atMost(maxSize: number, sentence: string) {
  const onError = () => {
    throw new Problem('too_large', sentence);
  };
  return bodyLimit({ maxSize, onError });
}
