import { Hono } from 'hono';
import { hasTwoFactor } from '../../../../db/team/two-factor.ts';
import {
  replaceCodes,
  type SignedInMember,
  setUpApp,
  turnOff,
  turnOn,
} from '../../../actions/team/two-factor.ts';
import type { App, AppContext, RefusedForm, RenderPage } from '../../../context/context.ts';
import { callerOf, setCookies } from '../../../http/caller.ts';
import { handleForm, text, type Values } from '../../../http/form.ts';

const PAGE = '/admin/account/two-factor';

/** Turning it on takes two steps: the password, then a code of the app. */
export function twoFactorRoutes(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  const draw = async (c: AppContext, form?: RefusedForm) => {
    const isOn = await hasTwoFactor(c.var.deps.db, c.var.actor.id);
    return renderPage(c, PAGE, { isOn, form });
  };
  app.get('/', (c) => draw(c));
  app.post('/', (c) =>
    handleForm(c, { run: (values) => change(c, values), draw: (form) => draw(c, form) }),
  );
  app.post('/confirm', async (c) => {
    let cookies: string[] = [];
    const answer = await handleForm(c, {
      run: async (values) => {
        const enabled = await turnOn(c.var.deps, signedInMember(c), text(values, 'code'));
        cookies = enabled.cookies;
        return { redraw: { codes: enabled.codes.join('\n') } }; // shown in this answer and never again
      },
      draw: (form) => draw(c, form),
    });
    // The page was drawn before, so that headers of the context do not reach it.
    for (const cookie of cookies) answer.headers.append('set-cookie', cookie);
    return answer;
  });
  return app;
}

const signedInMember = (c: AppContext): SignedInMember => ({
  actor: c.var.actor,
  pageId: c.var.page.id,
  caller: callerOf(c),
});

/** Everything that asks for the password; `do` is the button. */
async function change(c: AppContext, values: Values): Promise<string | { redraw: Values }> {
  const { deps, page } = c.var;
  const account = signedInMember(c);
  const password = text(values, 'password');
  switch (text(values, 'do')) {
    case 'codes': {
      const codes = await replaceCodes(deps, account, password);
      return { redraw: { codes: codes.join('\n') } };
    }
    case 'off':
      setCookies(c, await turnOff(deps, account, password));
      return '/admin/account?done=two-factor-off';
    default: {
      const typed = { password, issuer: page.name };
      return { redraw: { uri: await setUpApp(deps, account, typed) } };
    }
  }
}
