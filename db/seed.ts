import { insertRows } from './bulk.ts';
import type { Db } from './client.ts';
import { subscriber, subscription } from './schema/index.ts';
import type { Statement } from './write.ts';

export type SubscriberRows = {
  row: typeof subscriber.$inferInsert;
  /** Empty: all of them. */
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
