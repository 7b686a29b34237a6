import { Hono } from 'hono';
import { listMembers, type Member } from '../../../../db/team/account.ts';
import type { App, AppContext } from '../../../context/context.ts';
import { notFound } from '../../../core/problem.ts';
import { permissionSets } from '../../../domain/response/permissions.ts';
import { requirePermission } from '../../../http/permission.ts';
import { listingOf, slice } from '../request/listing.ts';
import { onlyTakes } from '../request/methods.ts';

/**
 * Under `/organizations/:organization`, which is the page’s id here: the team, to be read. People
 * are invited in the console, since they choose a password.
 */
export function team(): Hono<App> {
  const app = new Hono<App>();
  app.use(requirePermission('member.manage'));
  app.use(async (c, next) => {
    if (organizationIn(c) !== c.var.page.id) throw notFound('organization');
    await next();
  });

  app.get('/users', async (c) => {
    const { deps, page } = c.var;
    const members = await listMembers(deps.db, page.id);
    return c.json(slice(members, listingOf(c)).map((one) => userShape(one, page.id)));
  });

  app.get('/permissions/:user', async (c) => {
    const { deps, page } = c.var;
    const members = await listMembers(deps.db, page.id);
    const member = members.find(({ id }) => id === c.req.param('user'));
    if (!member) throw notFound('user');
    const holds = permissionSets[member.role];
    const pages = {
      [page.id]: {
        role: member.role,
        page_configuration: holds.has('settings.edit'),
        incident_manager: holds.has('incident.publish'),
        maintenance_manager: holds.has('maintenance.plan'),
      },
    };
    return c.json({ data: { user_id: member.id, pages } });
  });

  app.all('/users', onlyTakes('GET', 'HEAD'));
  app.all('/permissions/:user', onlyTakes('GET', 'HEAD'));
  return app;
}

const organizationIn = (c: AppContext): string =>
  (c.req.param() as { organization?: string }).organization ?? '';

/** People here have one name; Statuspage's clients expect two. */
function userShape({ id, name, email, role }: Member, pageId: string) {
  const [first = '', ...others] = name.split(' ');
  return {
    ...{ id, organization_id: pageId, email, first_name: first, last_name: others.join(' ') },
    role,
  };
}
