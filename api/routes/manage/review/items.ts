import { Hono } from 'hono';
import { z } from 'zod';
import {
  createActionItem,
  requireActionItem,
  saveActionItem,
} from '../../../actions/action-item/action-item.ts';
import type { App, AppContext } from '../../../context/context.ts';
import { actionItemKinds, actionItemStates } from '../../../domain/action-item/action-item.ts';
import { personIdOf } from '../../../domain/incident/access.ts';
import { requirePermission } from '../../../http/permission.ts';
import { itemFilters, readItems, shownItem } from '../../../reads/review/items.ts';
import { readBody, unwrap } from '../request/body.ts';
import { oneOf, parsed, textField } from '../request/fields.ts';
import { idempotencyKeyFrom } from '../request/idempotency-key.ts';
import { listingOf, slice } from '../request/listing.ts';
import { onlyTakes } from '../request/methods.ts';
import { ItemFields, itemIn } from './request.ts';
import { itemShape } from './shape.ts';

const may = requirePermission('review.edit');
const Filter = z.object({
  show: oneOf('show', itemFilters).optional(),
  state: oneOf('state', actionItemStates).optional(),
  kind: oneOf('kind', actionItemKinds).optional(),
  incident_id: textField('incident_id').optional(),
});

/** Under `/pages/:page/action_items`: items of every incident in one list. */
export function actionItems(): Hono<App> {
  const app = new Hono<App>();

  app.get('/', async (c) => {
    const { deps, page, actor } = c.var;
    const {
      show: filter = 'all',
      state,
      kind,
      incident_id: incidentId,
    } = parsed(Filter, c.req.query());
    const options = { personId: personIdOf(actor), filter, now: deps.clock() };
    const { items } = await readItems(deps.db, page.id, options);
    const found = items.filter(
      (one) =>
        (!state || one.state === state) &&
        (!kind || one.kind === kind) &&
        (!incidentId || one.incidentId === incidentId),
    );
    return c.json(slice(found, listingOf(c)).map((item) => itemShape(item, page.timeZone)));
  });

  app.post('/', may, async (c) => {
    const { deps, page, actor } = c.var;
    const body = await readBody(c);
    const requested = parsed(ItemFields, unwrap(body, 'action_item'));
    const input = itemIn(requested, page.timeZone);
    const idempotencyKey = await idempotencyKeyFrom(c, { path: c.req.path, body });
    const query = { incidentId: requested.incident_id ?? null };
    const id = await createActionItem(deps, actor, page, query, input, idempotencyKey);
    return c.json(await shown(c, id), 201);
  });

  app.get('/:item', async (c) => c.json(await shown(c, c.req.param('item'))));

  app.on(['PATCH', 'PUT'], '/:item', may, async (c) => {
    const { deps, page, actor } = c.var;
    const id = c.req.param('item');
    const asked = parsed(ItemFields, unwrap(await readBody(c), 'action_item'));
    const before = shownItem(await requireActionItem(deps, actor, page.id, id), deps.clock());
    const input = itemIn(asked, page.timeZone, before);
    await saveActionItem(deps, actor, page, id, input, before.revision);
    return c.json(await shown(c, id));
  });

  app.all('/', onlyTakes('GET', 'HEAD', 'POST'));
  app.all('/:item', onlyTakes('GET', 'HEAD', 'PATCH', 'PUT'));
  return app;
}

async function shown(c: AppContext, id: string) {
  const { deps, page, actor } = c.var;
  const row = await requireActionItem(deps, actor, page.id, id);
  return itemShape(shownItem(row, deps.clock()), page.timeZone);
}
