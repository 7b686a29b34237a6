import {
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core';
import type { ShiftHandoverState } from '../../../api/domain/handover/shift.ts';
import { page } from '../page/page.ts';

/** The end of one shift and the beginning of the next. For the team only. */
export const shiftHandover = sqliteTable(
  'shift_handover',
  {
    id: text().primaryKey(),
    pageId: text()
      .notNull()
      .references(() => page.id, { onDelete: 'cascade' }),
    scheduleId: text().notNull(),
    scheduleName: text().notNull(),
    zone: text().notNull(),
    state: text().$type<ShiftHandoverState>().notNull(),
    /** When it changes, and when the coming shift ends. */
    at: integer().notNull(),
    until: integer().notNull(),
    /** Ids of members. */
    fromIds: text({ mode: 'json' }).$type<string[]>().notNull().default([]),
    toIds: text({ mode: 'json' }).$type<string[]>().notNull().default([]),
    notes: text().notNull().default(''),
    notesBy: text().notNull().default(''),
    acceptedAt: integer(),
    acceptedBy: text(),
    createdAt: integer().notNull(),
  },
  (t) => [
    uniqueIndex('shift_handover_at').on(t.scheduleId, t.at),
    index('shift_handover_page').on(t.pageId, t.at),
  ],
);

/** How a shift was for one person. The line is for the owners alone. */
export const shiftCheckIn = sqliteTable(
  'shift_check_in',
  {
    handoverId: text()
      .notNull()
      .references(() => shiftHandover.id, { onDelete: 'cascade' }),
    userId: text().notNull(),
    name: text().notNull(),
    /** 1 (very light) to 5 (too much). */
    load: integer().notNull(),
    nights: integer().notNull(),
    line: text().notNull().default(''),
    createdAt: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.handoverId, t.userId] })],
);
