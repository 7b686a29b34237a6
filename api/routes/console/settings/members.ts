import { Hono } from 'hono';
import { z } from 'zod';
import { findMember } from '../../../../db/team/account.ts';
import {
  addMember,
  changeRole,
  NewMember,
  Password,
  removeMember,
  resetPassword,
} from '../../../actions/team/member.ts';
import type { App, AppContext, RenderPage } from '../../../context/context.ts';
import { notFound } from '../../../core/problem.ts';
import { Role } from '../../../domain/response/role.ts';
import { parse, submit } from '../../../http/form.ts';
import { requirePermission } from '../../../http/permission.ts';

export function members(renderPage: RenderPage): Hono<App> {
  const app = new Hono<App>();
  app.use(requirePermission('member.manage'));
  const draw = async (c: AppContext) => renderPage(c, { person: await personOf(c) });

  app.get('/', (c) => renderPage(c));
  app.post('/', (c) =>
    submit(c, renderPage, async (values) => {
      await addMember(c.var.deps, c.var.actor, c.var.page.id, parse(NewMember, values));
      return '/admin/settings/members?done=person-added';
    }),
  );
  app.get('/:id', draw);
  app.post('/:id', async (c) => {
    const person = await personOf(c);
    return submit(
      c,
      renderPage,
      async (values) => {
        const { role } = parse(z.object({ role: Role }), values);
        await changeRole(c.var.deps, c.var.actor, c.var.page.id, person.id, role);
        return '/admin/settings/members?done=saved';
      },
      { person },
    );
  });
  app.get('/:id/password', draw);
  app.post('/:id/password', async (c) => {
    const person = await personOf(c);
    return submit(
      c,
      renderPage,
      async (values) => {
        const { password } = parse(z.object({ password: Password }), values);
        await resetPassword(c.var.deps, c.var.actor, c.var.page.id, person.id, password);
        return '/admin/settings/members?done=password-set';
      },
      { person },
    );
  });
  app.get('/:id/remove', draw);
  app.post('/:id/remove', async (c) => {
    const person = await personOf(c);
    return submit(
      c,
      renderPage,
      async () => {
        await removeMember(c.var.deps, c.var.actor, c.var.page.id, person.id);
        return '/admin/settings/members?done=removed';
      },
      { person },
    );
  });
  return app;
}

async function personOf(c: AppContext) {
  const found = await findMember(c.var.deps.db, c.var.page.id, c.req.param('id') ?? '');
  if (!found) throw notFound('person');
  return found;
}
