import { Hono } from 'hono';
import { listAlertSources } from '../../../../db/alert/source.ts';
import {
  createAlertSource,
  removeAlertSource,
  requireAlertSource,
  rotateAlertSource,
  type SourceKeys,
  saveAlertSource,
} from '../../../actions/alert/source.ts';
import type { App, AppContext } from '../../../context/context.ts';
import { AlertSourceEdit, NewAlertSource } from '../../../domain/alert/source.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readBody, unwrap } from '../request/body.ts';
import { flag, maybe, parsed } from '../request/fields.ts';
import { listingOf, slice } from '../request/listing.ts';
import { onlyTakes } from '../request/methods.ts';
import { alertSourceShape } from './shape.ts';

const may = requirePermission('alert.edit');

/** Under `/pages/:page/alert_sources`: who may send alerts. Addresses and secrets are answered once. */
export function alertSources(): Hono<App> {
  const app = new Hono<App>();
  app.get('/', async (c) => {
    const all = await listAlertSources(c.var.deps.db, c.var.page.id);
    return c.json(slice(all, listingOf(c)).map(alertSourceShape));
  });
  app.post('/', may, async (c) => {
    const { deps, actor, page } = c.var;
    const given = unwrap(await readBody(c), 'alert_source');
    const signed = parsed(maybe(flag('signed')), given.signed) ?? false;
    const input = parsed(NewAlertSource, { ...given, signed });
    return c.json(await shown(c, await createAlertSource(deps, actor, page.id, input)), 201);
  });
  app.get('/:source', async (c) =>
    c.json(alertSourceShape(await sourceOf(c, c.req.param('source')))),
  );
  app.on(['PATCH', 'PUT'], '/:source', may, async (c) => {
    const { deps, actor, page } = c.var;
    const id = c.req.param('source');
    const given = unwrap(await readBody(c), 'alert_source');
    const enabled = parsed(maybe(flag('enabled')), given.enabled);
    const patch = parsed(AlertSourceEdit, { ...given, enabled });
    await saveAlertSource(deps, actor, page.id, id, patch);
    return c.json(alertSourceShape(await sourceOf(c, id)));
  });
  app.delete('/:source', may, async (c) => {
    await removeAlertSource(c.var.deps, c.var.actor, c.var.page.id, c.req.param('source'));
    return c.body(null, 204);
  });
  app.post('/:source/rotate', may, async (c) => {
    const { deps, actor, page } = c.var;
    const keys = await rotateAlertSource(deps, actor, page.id, c.req.param('source'));
    return c.json(await shown(c, keys));
  });
  app.all('/', onlyTakes('GET', 'HEAD', 'POST'));
  app.all('/:source', onlyTakes('GET', 'HEAD', 'PATCH', 'PUT', 'DELETE'));
  app.all('/:source/rotate', onlyTakes('POST'));
  return app;
}

const sourceOf = (c: AppContext, id: string) => requireAlertSource(c.var.deps, c.var.page.id, id);

async function shown(c: AppContext, { id, token, secret }: SourceKeys) {
  const url = `${c.var.deps.config.baseUrl}/hooks/alerts/${token}`;
  return { ...alertSourceShape(await sourceOf(c, id)), url, ...(secret ? { secret } : {}) };
}
