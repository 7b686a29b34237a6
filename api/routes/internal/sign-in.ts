import { Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { z } from 'zod';
import {
  closeViewerSession,
  isInternalLinkOpen,
  openViewerSession,
  requestInternalLink,
  VIEWER_SESSION,
} from '../../actions/internal/sign-in.ts';
import type { App, AppContext, RefusedForm, RenderPage } from '../../context/context.ts';
import { EmailAddress } from '../../domain/delivery/address.ts';
import { SECOND } from '../../domain/time/time.ts';
import { callerOf } from '../../http/caller.ts';
import { handleForm, parse, text, valuesOf } from '../../http/form.ts';
import { localizedPage, pageOfSite, VIEWER_COOKIE } from './reader.ts';

const PATH = '/internal';

/** Signing in to the internal page by a mailed link, whose page has a button: mail scanners open links. */
export function internalSignIn(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  const draw = async (c: AppContext, form?: RefusedForm) =>
    renderPage(c, '/internal/sign-in', {
      ...(await localizedPage(c)),
      isSent: c.req.query('done') === 'sent',
      form,
    });
  app.get('/sign-in', (c) => draw(c));
  app.post('/sign-in', (c) =>
    handleForm(c, {
      run: async (values) => {
        const { email } = parse(z.object({ email: EmailAddress }), values);
        await requestInternalLink(c.var.deps, await localizedPage(c), callerOf(c), email);
        return '/internal/sign-in?done=sent';
      },
      draw: (form) => draw(c, form),
    }),
  );

  const drawLink = async (c: AppContext, token: string) => {
    const known = await localizedPage(c);
    const isOpen = await isInternalLinkOpen(c.var.deps, known.page.id, token);
    return renderPage(c, '/internal/sign-in/link', { ...known, token, isOpen });
  };
  app.get('/sign-in/link', (c) => drawLink(c, c.req.query('token') ?? ''));
  app.post('/sign-in/link', async (c) => {
    const token = text(await valuesOf(c), 'token');
    const secret = await openViewerSession(c.var.deps, (await pageOfSite(c)).id, token);
    if (secret === null) return drawLink(c, token);
    setCookie(c, VIEWER_COOKIE, secret, {
      ...{ path: PATH, httpOnly: true, sameSite: 'Lax', maxAge: VIEWER_SESSION / SECOND },
      secure: c.var.deps.config.baseUrl.startsWith('https:'),
    });
    return c.redirect(PATH, 303);
  });

  app.post('/sign-out', async (c) => {
    const secret = getCookie(c, VIEWER_COOKIE);
    if (secret) await closeViewerSession(c.var.deps, secret);
    deleteCookie(c, VIEWER_COOKIE, { path: PATH });
    return c.redirect('/internal/sign-in', 303);
  });
  return app;
}
