import { integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { page } from '../page/page.ts';

/**
 * A calendar with a secret address: the shifts of a person or of a schedule. The secret is derived
 * from SECRET_KEY and `nonce`, and stored nowhere.
 */
export const onCallFeed = sqliteTable(
  'on_call_feed',
  {
    id: text().primaryKey(),
    pageId: text()
      .notNull()
      .references(() => page.id),
    /** The member who made it; the calendar of a person is theirs. */
    personId: text().notNull(),
    /** Empty: the shifts of the person, in all schedules. */
    scheduleId: text().notNull().default(''),
    nonce: text().notNull(),
    createdAt: integer().notNull(),
  },
  (t) => [uniqueIndex('on_call_feed_of').on(t.pageId, t.personId, t.scheduleId)],
);
