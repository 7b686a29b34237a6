import { Hono } from 'hono';
import { findSitePage } from '../../db/page/page.ts';
import { hasOwner } from '../../db/team/account.ts';
import { checkTexts } from '../actions/incident/checks/preflight.ts';
import { FirstPage, isSetupToken, Owner, setUp } from '../actions/page/setup.ts';
import { signInMember } from '../actions/team/sign-in.ts';
import type { App, AppContext, RenderPage } from '../context/context.ts';
import { callerOf, setCookies } from '../http/caller.ts';
import { handleForm, parse, text, type Values, valuesOf } from '../http/form.ts';
import { openedAt } from '../http/opened-at.ts';

/** The one-time link that the first start prints. */
export function setup(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  app.use(async (c, next) => {
    await next();
    c.header('cache-control', 'no-store');
  });
  app.use(openedAt);
  app.get('/', async (c) => {
    const { db } = c.var.deps;
    if (await hasOwner(db)) return c.redirect('/admin', 303);
    return renderPage(c, '/setup', await stateOf(c, c.req.query('token') ?? ''));
  });
  app.post('/', async (c) => {
    const page = await pageOf(c);
    const state = await stateOf(c, text(await valuesOf(c), 'token'));
    return handleForm(c, {
      run: async (values) => {
        const answers = page ? Owner : Owner.extend(FirstPage.shape);
        const typed = parse(answers, values);
        const first = page ? null : parse(FirstPage, values);
        await setUp(c.var.deps, text(values, 'token'), typed, { existing: page, first });
        const made = page ?? (await pageOf(c));
        if (made)
          setCookies(c, (await signInMember(c.var.deps, made.id, callerOf(c), typed)).cookies);
        return '/admin?done=set-up';
      },
      draw: async (form) => {
        const findings = state.isOpen ? await findingsIn(c, form.values) : [];
        return renderPage(c, '/setup', { ...state, form, findings });
      },
    });
  });
  return app;
}

const findingsIn = (c: AppContext, values: Values) =>
  checkTexts(c.var.deps, 'new', {
    pageName: text(values, 'pageName'),
    components: text(values, 'components'),
  });

const pageOf = (c: AppContext) => findSitePage(c.var.deps.db, c.var.deps.pageId);

async function stateOf(c: AppContext, token: string) {
  const page = await pageOf(c);
  const isOpen = await isSetupToken(c.var.deps, token);
  return { token, isOpen, pageName: page?.name ?? null };
}
