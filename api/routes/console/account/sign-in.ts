import { Hono } from 'hono';
import { findSitePage } from '../../../../db/page/page.ts';
import { hasOwner } from '../../../../db/team/account.ts';
import { signInMember, signOutMember } from '../../../actions/team/sign-in.ts';
import { personOf } from '../../../auth/session.ts';
import type { App, RenderPage } from '../../../context/context.ts';
import { Problem } from '../../../core/problem.ts';
import { callerOf, setCookies } from '../../../http/caller.ts';
import { handleFormOf, text } from '../../../http/form.ts';
import { ownPath } from './own-path.ts';
import { signInCode } from './sign-in-code.ts';

export function signInRoutes(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();

  app.get('/sign-in', async (c) => {
    const { db, pageId } = c.var.deps;
    const page = await findSitePage(db, pageId);
    return page && (await hasOwner(db)) ? renderPage(c, { page }) : c.redirect('/setup', 303);
  });

  app.post('/sign-in', async (c) => {
    const { db, pageId } = c.var.deps;
    const page = (await findSitePage(db, pageId)) ?? undefined;
    return handleFormOf(
      c,
      renderPage,
      async (values) => {
        const typed = { email: text(values, 'email'), password: text(values, 'password') };
        if (!page) throw new Problem('unavailable', 'This status page isn’t set up yet.');
        const { cookies, needsCode } = await signInMember(c.var.deps, page.id, callerOf(c), typed);
        setCookies(c, cookies);
        const next = ownPath(text(values, 'next'));
        return needsCode ? `/admin/sign-in/code?next=${encodeURIComponent(next)}` : next;
      },
      { page },
    );
  });

  app.route('/sign-in/code', signInCode(renderPage));

  app.post('/sign-out', async (c) => {
    const { deps } = c.var;
    const [page, person] = await Promise.all([
      findSitePage(deps.db, deps.pageId),
      personOf(deps, c.req.raw.headers, false),
    ]);
    setCookies(c, await signOutMember(deps, person?.actor, page?.id, callerOf(c)));
    return c.redirect('/admin/sign-in?done=signed-out', 303);
  });

  return app;
}
