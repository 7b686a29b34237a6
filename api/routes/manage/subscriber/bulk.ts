import { Hono } from 'hono';
import { subscribersById, subscribersOfPage } from '../../../../db/subscriber/api-list.ts';
import type { Subscriber } from '../../../../db/subscriber/subscriber.ts';
import {
  reactivate,
  removeSubscriber,
  resendConfirmation,
} from '../../../actions/subscriber/operator.ts';
import type { App, AppContext } from '../../../context/context.ts';
import { Problem } from '../../../core/problem.ts';
import { type Standing, standings } from '../../../domain/subscriber/standing.ts';
import { requirePermission } from '../../../http/permission.ts';
import { readBody } from '../request/body.ts';
import { parsed } from '../request/fields.ts';
import { onlyTakes } from '../request/methods.ts';
import { bulkFields } from './request.ts';

const edits = requirePermission('subscriber.edit');
const MAX = 100;

type Shapes = (c: AppContext, rows: readonly Subscriber[]) => Promise<object[]>;

const verbs = {
  unsubscribe: { standing: null, run: (c, { id }) => removeSubscriber(...of(c), id) },
  reactivate: { standing: 'quarantined', run: (c, { id }) => reactivate(...of(c), id) },
  resend_confirmation: {
    standing: 'unconfirmed',
    run: (c, { id }) => resendConfirmation(c.var.deps, c.var.actor, c.var.page, id),
  },
} satisfies Record<
  string,
  { standing: Standing | null; run: (c: AppContext, row: Subscriber) => Promise<unknown> }
>;

const of = (c: AppContext) => [c.var.deps, c.var.actor, c.var.page.id] as const;

/** The same for several subscribers, or with “all” for those of a type and state. */
export function bulkRoutes(shapes: Shapes): Hono<App> {
  const app = new Hono<App>();
  for (const [path, { standing, run }] of Object.entries(verbs)) {
    app.post(`/${path}`, edits, async (c) => {
      const rows = await chosen(c, standing);
      for (const row of rows) await run(c, row);
      const { deps, page } = c.var;
      const ids = rows.map(({ id }) => id);
      return c.json(await shapes(c, await subscribersById(deps.db, page.id, ids)), 201);
    });
    app.all(`/${path}`, onlyTakes('POST'));
  }
  return app;
}

/** Of named ids those that the verb is for; ids that the page does not have are refused. */
async function chosen(c: AppContext, standing: Standing | null): Promise<Subscriber[]> {
  const { deps, page } = c.var;
  const { subscribers: named, type, state } = parsed(bulkFields, await readBody(c));
  if (named !== 'all') {
    const rows = await subscribersById(deps.db, page.id, [...new Set(named)]);
    const missing = named.find((id) => !rows.some((row) => row.id === id));
    if (missing) throw new Problem('not_found', `There is no subscriber ${missing.slice(0, 40)}.`);
    return rows.filter((row) => isFor(standing, row));
  }
  const asked = standings.find((one) => one === state) ?? (state === 'all' ? null : 'active');
  const found = await subscribersOfPage(deps.db, page.id, {
    ...{ q: '', standing: standing ?? asked, channel: type ?? null, page: 0, limit: MAX },
    sort: { field: 'created_at', direction: 'desc' },
  });
  if (found.length >= MAX)
    throw new Problem('invalid', `“all” works for fewer than ${MAX} subscribers. Send their ids.`);
  return found;
}

const isFor = (standing: Standing | null, { state, channel, quarantinedAt }: Subscriber): boolean =>
  standing === null ||
  (standing === 'quarantined'
    ? quarantinedAt !== null
    : state === 'pending' && channel === 'email');
