import { Hono } from 'hono';
import { z } from 'zod';
import { findMember, type Member } from '../../../../../db/team/account.ts';
import {
  changeRole,
  Password,
  removeMember,
  resetPassword,
} from '../../../../actions/team/member.ts';
import { turnOffFor } from '../../../../actions/team/two-factor.ts';
import type { App, AppContext, PagePath, RenderPage } from '../../../../context/context.ts';
import { notFound } from '../../../../core/problem.ts';
import { Role } from '../../../../domain/response/role.ts';
import { handleForm, parse, type Values } from '../../../../http/form.ts';
import { requirePermission } from '../../../../http/permission.ts';
import { invitations } from './invitations.ts';

export function members(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  app.use(requirePermission('member.manage'));
  app.route('/', invitations(renderPage));

  /** A form about one member: its page, and what it does. */
  const form = (
    path: '/:id' | '/:id/password' | '/:id/two-factor' | '/:id/remove',
    page: Extract<PagePath, `/admin/settings/members/[id]${string}`>,
    run: (c: AppContext, person: Member, values: Values) => Promise<string>,
  ) => {
    app.get(path, async (c) => renderPage(c, page, { person: await personOf(c) }));
    app.post(path, async (c) => {
      const person = await personOf(c);
      return handleForm(c, {
        run: (values) => run(c, person, values),
        draw: (form) => renderPage(c, page, { person, form }),
      });
    });
  };
  form(
    '/:id',
    '/admin/settings/members/[id]',
    async ({ var: { deps, actor, page } }, person, values) => {
      const { role } = parse(z.object({ role: Role }), values);
      await changeRole(deps, actor, page.id, person.id, role);
      return '/admin/settings/members?done=saved';
    },
  );
  form(
    '/:id/password',
    '/admin/settings/members/[id]/password',
    async ({ var: { deps, actor, page } }, person, values) => {
      const { password } = parse(z.object({ password: Password }), values);
      await resetPassword(deps, actor, page.id, person.id, password);
      return '/admin/settings/members?done=password-set';
    },
  );
  form(
    '/:id/two-factor',
    '/admin/settings/members/[id]/two-factor',
    async ({ var: { deps, actor, page } }, person) => {
      await turnOffFor(deps, actor, page.id, person.id);
      return '/admin/settings/members?done=two-factor-off';
    },
  );
  form(
    '/:id/remove',
    '/admin/settings/members/[id]/remove',
    async ({ var: { deps, actor, page } }, person) => {
      await removeMember(deps, actor, page.id, person.id);
      return '/admin/settings/members?done=removed';
    },
  );
  return app;
}

async function personOf(c: AppContext) {
  const found = await findMember(c.var.deps.db, c.var.page.id, c.req.param('id') ?? '');
  if (!found) throw notFound('person');
  return found;
}
