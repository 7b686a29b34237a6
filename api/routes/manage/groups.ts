import { Hono } from 'hono';
import { type Component, listComponents } from '../../../db/component/component.ts';
import { archiveComponent, restoreComponent } from '../../actions/component/archive.ts';
import { createGroup, patchGroup } from '../../actions/component/group.ts';
import type { App, AppContext } from '../../context/context.ts';
import { notFound } from '../../core/problem.ts';
import { worst } from '../../domain/component/status.ts';
import { requirePermission } from '../../http/permission.ts';
import { type Fields, readBody, unwrap } from './request/body.ts';
import { groupPatch, newGroup } from './request/component-request.ts';
import { assertGroupFields } from './request/group-fields.ts';
import { listingOf, slice } from './request/listing.ts';
import { onlyTakes } from './request/methods.ts';
import { groupShape } from './shape.ts';

/** Under `/pages/:page/component-groups`. */
export function groups(): Hono<App> {
  const app = new Hono<App>();

  app.get('/', async (c) => {
    const listing = listingOf(c);
    const all = await listComponents(c.var.deps.db, c.var.page.id);
    const rows = all.filter((row) => row.group);
    return c.json(slice(rows, listing).map((row) => groupShape(row, all)));
  });

  app.post('/', requirePermission('component.edit'), async (c) => {
    const { deps, actor, page } = c.var;
    const asked = groupFields(await readBody(c));
    const input = newGroup(asked);
    await assertGroupFields(asked, async () => {
      const all = await listComponents(deps.db, page.id);
      return worst(all.filter(({ id }) => input.componentIds.includes(id)).map(statusOf));
    });
    return c.json(await shown(c, await createGroup(deps, actor, page.id, input)), 201);
  });

  app.get('/:group', async (c) => c.json(await shown(c, c.req.param('group'))));

  app.on(['PATCH', 'PUT'], '/:group', requirePermission('component.edit'), async (c) => {
    const { deps, actor, page } = c.var;
    const id = c.req.param('group');
    const asked = groupFields(await readBody(c));
    const patch = groupPatch(asked);
    await assertGroupFields(asked, async () => {
      const all = await listComponents(deps.db, page.id);
      return worst(all.filter(({ groupId }) => groupId === id).map(statusOf));
    });
    await patchGroup(deps, actor, page.id, id, patch);
    return c.json(await shown(c, id));
  });

  app.delete('/:group', requirePermission('component.edit'), async (c) => {
    const { deps, actor, page } = c.var;
    const group = await shown(c, c.req.param('group'));
    await archiveComponent(deps, actor, page.id, group.id);
    return c.json(group);
  });

  app.post('/:group/restore', requirePermission('component.edit'), async (c) => {
    const { deps, actor, page } = c.var;
    const id = c.req.param('group');
    await restoreComponent(deps, actor, page.id, id, 'group');
    return c.json(await shown(c, id));
  });

  app.all('/:group/restore', onlyTakes('POST'));
  app.all('/', onlyTakes('GET', 'HEAD', 'POST'));
  app.all('/:group', onlyTakes('GET', 'HEAD', 'PATCH', 'PUT', 'DELETE'));
  return app;
}

const statusOf = ({ status }: Component) => status;

/** Statuspage's documentation puts `description` outside the envelope; clients use both places. */
const groupFields = (body: Fields): Fields => {
  const { description } = body;
  return {
    ...(description === undefined ? {} : { description }),
    ...unwrap(body, 'component_group'),
  };
};

async function shown(c: AppContext, id: string) {
  const all = await listComponents(c.var.deps.db, c.var.page.id);
  const row = all.find((candidate) => candidate.id === id && candidate.group);
  if (!row) throw notFound('component group');
  return groupShape(row, all);
}
