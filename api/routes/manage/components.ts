import { Hono } from 'hono';
import { findComponent, listArchived, listComponents } from '../../../db/component/component.ts';
import { archiveComponent, restoreComponent } from '../../actions/component/archive.ts';
import { createComponent, patchComponent } from '../../actions/component/component.ts';
import { assertMayJoin, joinGroup } from '../../actions/component/group.ts';
import type { App, AppContext } from '../../context/context.ts';
import { notFound } from '../../core/problem.ts';
import { requirePermission } from '../../http/permission.ts';
import { readBody, unwrap } from './request/body.ts';
import {
  componentPatch,
  groupNameOf,
  listQuery,
  newComponent,
} from './request/component-request.ts';
import { parsed } from './request/fields.ts';
import { assertNoGroupFields, assertOneGroup } from './request/group-fields.ts';
import { listingOf, slice } from './request/listing.ts';
import { onlyTakes } from './request/methods.ts';
import { componentShape } from './shape.ts';

/** Under `/pages/:page/components`. Groups are in the list too, as `group: true`; `?archived=true` lists the archived. */
export function manageComponents(): Hono<App> {
  const app = new Hono<App>();

  app.get('/', async (c) => {
    const listing = listingOf(c);
    const { archived } = parsed(listQuery, c.req.query());
    const list = archived ? listArchived : listComponents;
    const all = await list(c.var.deps.db, c.var.page.id);
    return c.json(slice(all, listing).map((row) => componentShape(row, all)));
  });

  app.post('/', requirePermission('component.edit'), async (c) => {
    const { deps, actor, page } = c.var;
    const requested = unwrap(await readBody(c), 'component');
    const input = newComponent(requested);
    const group = groupNameOf(requested);
    await assertFields(c, requested, null);
    if (group) await assertMayJoin(deps, actor, page.id, null, group);
    const id = await createComponent(deps, actor, page.id, input);
    if (group) await joinGroup(deps, actor, page.id, id, group);
    return c.json(await shown(c, id), 201);
  });

  app.get('/:component', async (c) => c.json(await shown(c, c.req.param('component'))));

  app.on(['PATCH', 'PUT'], '/:component', requirePermission('component.edit'), async (c) => {
    const { deps, actor, page } = c.var;
    const id = c.req.param('component');
    const asked = unwrap(await readBody(c), 'component');
    const group = groupNameOf(asked);
    const patch = componentPatch(asked);
    await assertFields(c, asked, id);
    if (group) await assertMayJoin(deps, actor, page.id, id, group);
    await patchComponent(deps, actor, page.id, id, patch);
    if (group) await joinGroup(deps, actor, page.id, id, group);
    return c.json(await shown(c, id));
  });

  app.delete('/:component', requirePermission('component.edit'), async (c) => {
    const { deps, actor, page } = c.var;
    const uses = await archiveComponent(deps, actor, page.id, c.req.param('component'));
    return uses.length > 0 ? c.json(uses) : c.body(null, 204);
  });

  app.post('/:component/restore', requirePermission('component.edit'), async (c) => {
    const { deps, actor, page } = c.var;
    const id = c.req.param('component');
    await restoreComponent(deps, actor, page.id, id);
    return c.json(await shown(c, id));
  });

  app.all('/', onlyTakes('GET', 'HEAD', 'POST'));
  app.all('/:component/restore', onlyTakes('POST'));
  app.all('/:component', onlyTakes('GET', 'HEAD', 'PATCH', 'PUT', 'DELETE'));
  return app;
}

/** `id` is null for a new component. */
async function assertFields(c: AppContext, asked: unknown, id: string | null): Promise<void> {
  const read = (one: string) => findComponent(c.var.deps.db, c.var.page.id, one);
  await assertNoGroupFields(asked, async () => (id ? ((await read(id))?.group ?? false) : false));
  await assertOneGroup(asked, async (groupId) => (await read(groupId))?.name);
}

async function shown(c: AppContext, id: string) {
  const { deps, page } = c.var;
  const row = await findComponent(deps.db, page.id, id);
  if (!row) throw notFound('component');
  return componentShape(row, await listComponents(deps.db, page.id));
}
