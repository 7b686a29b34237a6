import { Hono } from 'hono';
import type { Page } from '../../../../db/page/page.ts';
import { findSitePage } from '../../../../db/page/page.ts';
import { invitationOfToken, join, Newcomer } from '../../../actions/team/invitation.ts';
import { signInMember } from '../../../actions/team/sign-in.ts';
import type { App, AppContext, RefusedForm, RenderPage } from '../../../context/context.ts';
import { notFound, Problem } from '../../../core/problem.ts';
import { callerOf, setCookies } from '../../../http/caller.ts';
import { handleForm, parse, text, valuesOf } from '../../../http/form.ts';

/** The link of an invitation. Opening it changes nothing: mail scanners open every link. */
export function invitationRoutes(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  const draw = async (c: AppContext, token: string, form?: RefusedForm) => {
    const page = await pageOf(c);
    const invitation = await invitationOfToken(c.var.deps, page.id, token);
    const { name: pageName, timeZone: zone } = page;
    return renderPage(c, '/admin/invitation', { token, pageName, zone, invitation, form });
  };
  app.get('/', (c) => draw(c, c.req.query('token') ?? ''));
  app.post('/', async (c) => {
    const token = text(await valuesOf(c), 'token');
    return handleForm(c, {
      run: async (values) => {
        const { deps } = c.var;
        const page = await pageOf(c);
        const typed = parse(Newcomer, values);
        const email = await join(deps, page.id, token, typed);
        return signedIn(c, page, { email, password: typed.password });
      },
      draw: (form) => draw(c, token, form),
    });
  });
  return app;
}

/** The account exists by now: at a limit of sign-ins, the person signs in by hand later. */
async function signedIn(
  c: AppContext,
  page: Page,
  typed: { email: string; password: string },
): Promise<string> {
  try {
    setCookies(c, (await signInMember(c.var.deps, page.id, callerOf(c), typed)).cookies);
    return '/admin?done=joined';
  } catch (error) {
    if (error instanceof Problem) return '/admin/sign-in?done=joined';
    throw error;
  }
}

async function pageOf(c: AppContext): Promise<Page> {
  const page = await findSitePage(c.var.deps.db, c.var.deps.pageId);
  if (!page) throw notFound('invitation');
  return page;
}
