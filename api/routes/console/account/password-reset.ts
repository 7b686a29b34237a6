import { Hono } from 'hono';
import { z } from 'zod';
import { findSitePage, type Page } from '../../../../db/page/page.ts';
import { Password } from '../../../actions/team/member.ts';
import {
  memberOfToken,
  requestPasswordReset,
  resetForgottenPassword,
} from '../../../actions/team/password-reset.ts';
import type { App, AppContext, RefusedForm, RenderPage } from '../../../context/context.ts';
import { Problem } from '../../../core/problem.ts';
import { EmailAddress } from '../../../domain/delivery/address.ts';
import { callerOf } from '../../../http/caller.ts';
import { handleForm, parse, text, valuesOf } from '../../../http/form.ts';

/** For people who forgot their password: asking for a link, and the link. */
export function passwordResetRoutes(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  const drawRequest = (c: AppContext, form?: RefusedForm) =>
    renderPage(c, '/admin/forgot-password', { isMailSetUp: isMailSetUp(c), form });
  app.get('/forgot-password', (c) => drawRequest(c));
  app.post('/forgot-password', (c) =>
    handleForm(c, {
      run: async (values) => {
        const { email } = parse(z.object({ email: EmailAddress }), values);
        if (!isMailSetUp(c)) throw new Problem('forbidden', 'Email isn’t set up for this page.');
        await requestPasswordReset(c.var.deps, await pageOf(c), callerOf(c), email);
        return '/admin/forgot-password?done=reset-requested';
      },
      draw: (form) => drawRequest(c, form),
    }),
  );

  const drawReset = async (c: AppContext, token: string, form?: RefusedForm) => {
    const person = await memberOfToken(c.var.deps, (await pageOf(c)).id, token);
    return renderPage(c, '/admin/reset-password', { token, email: person?.email ?? null, form });
  };
  app.get('/reset-password', (c) => drawReset(c, c.req.query('token') ?? ''));
  app.post('/reset-password', async (c) => {
    const token = text(await valuesOf(c), 'token');
    return handleForm(c, {
      run: async (values) => {
        const { password } = parse(z.object({ password: Password }), values);
        await resetForgottenPassword(c.var.deps, (await pageOf(c)).id, token, password);
        return '/admin/sign-in?done=password-reset';
      },
      draw: (form) => drawReset(c, token, form),
    });
  });
  return app;
}

/** In the local mailbox, every publisher could open the link of an owner. */
const isMailSetUp = (c: AppContext): boolean => c.var.deps.mailer.name !== 'local';

async function pageOf(c: AppContext): Promise<Page> {
  const page = await findSitePage(c.var.deps.db, c.var.deps.pageId);
  if (!page) throw new Problem('unavailable', 'This status page isn’t set up yet.');
  return page;
}
