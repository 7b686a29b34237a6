import { insertRows } from '../engine/bulk.ts';
import type { Db } from '../engine/client.ts';
import type { Statement } from '../engine/write.ts';
import { subscriber, subscription } from '../schema/index.ts';

export type SubscriberRows = {
  row: typeof subscriber.$inferInsert;
  /** Empty for all. */
  componentIds: string[];
};

export const insertSubscribers = (db: Db, people: readonly SubscriberRows[]): Statement[] => [
  ...insertRows(
    db,
    subscriber,
    people.map((person) => person.row),
  ),
  ...insertRows(
    db,
    subscription,
    people.flatMap(({ row, componentIds }) =>
      componentIds.map((componentId) => ({ subscriberId: row.id, componentId })),
    ),
  ),
];
