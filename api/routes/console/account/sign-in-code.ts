import { Hono } from 'hono';
import { findSitePage } from '../../../../db/page/page.ts';
import { enterCode, waitingSignIn } from '../../../actions/team/sign-in-code.ts';
import type { App, RenderPage } from '../../../context/context.ts';
import { callerOf, setCookies } from '../../../http/caller.ts';
import { handleForm, text } from '../../../http/form.ts';
import { ownPath } from './own-path.ts';

/** The second step of a sign-in with two-factor authentication. */
export function signInCode(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  app.get('/', async (c) => {
    const next = ownPath(c.req.query('next') ?? '');
    if (!(await waitingSignIn(c.var.deps, callerOf(c)))) return c.redirect(again(next), 303);
    return renderPage(c, '/admin/sign-in/code', { next });
  });
  app.post('/', (c) =>
    handleForm(c, {
      run: async (values) => {
        const { deps } = c.var;
        const next = ownPath(text(values, 'next'));
        const page = await findSitePage(deps.db, deps.pageId);
        const code = text(values, 'code');
        const cookies = page && (await enterCode(deps, page.id, callerOf(c), code));
        if (!cookies) return again(next);
        setCookies(c, cookies);
        return next;
      },
      draw: (form) =>
        renderPage(c, '/admin/sign-in/code', { next: ownPath(text(form.values, 'next')), form }),
    }),
  );
  return app;
}

const again = (next: string): string =>
  `/admin/sign-in?done=sign-in-expired&next=${encodeURIComponent(next)}`;
