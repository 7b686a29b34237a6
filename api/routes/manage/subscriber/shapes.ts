import { followedComponents } from '../../../../db/subscriber/api-list.ts';
import type { Subscriber } from '../../../../db/subscriber/subscriber.ts';
import type { AppContext } from '../../../context/context.ts';
import { subscriberShape } from './shape.ts';

/** Subscribers as the API shows them, with what they follow. */
export async function subscriberShapes(c: AppContext, rows: readonly Subscriber[]) {
  const ids = rows.map(({ id }) => id);
  const followed = await followedComponents(c.var.deps.db, ids);
  const { retentionDays } = c.var.page;
  return rows.map((row) =>
    subscriberShape(row, { components: followed.get(row.id) ?? [], retentionDays }),
  );
}
