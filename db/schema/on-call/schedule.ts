import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type {
  OverrideKind,
  Restriction,
  RotationUnit,
} from '../../../api/domain/on-call/schedule.ts';
import { page } from '../page/page.ts';

/** Who is on call when. Everything in this file is for the team only. */
export const onCallSchedule = sqliteTable(
  'on_call_schedule',
  {
    id: text().primaryKey(),
    pageId: text()
      .notNull()
      .references(() => page.id),
    name: text().notNull(),
    timeZone: text().notNull(),
    archivedAt: integer(),
    /** Increased by every change of the schedule or its rotations. */
    revision: integer().notNull().default(1),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (t) => [index('on_call_schedule_page').on(t.pageId, t.name)],
);

/** A version of a rotation. An edit ends the newest one and adds another: the past stays. */
export const onCallRotation = sqliteTable(
  'on_call_rotation',
  {
    id: text().primaryKey(),
    scheduleId: text()
      .notNull()
      .references(() => onCallSchedule.id, { onDelete: 'cascade' }),
    /** The same in all versions. */
    rotationId: text().notNull(),
    /** The first rotation that covers an instant decides. */
    position: integer().notNull(),
    name: text().notNull(),
    /** Ids of members, in order. */
    people: text({ mode: 'json' }).$type<string[]>().notNull(),
    unit: text().$type<RotationUnit>().notNull(),
    every: integer().notNull(),
    startsAt: integer().notNull(),
    restrictions: text({ mode: 'json' }).$type<Restriction[]>().notNull().default([]),
    /** When this version is in force; null for the newest. */
    effectiveFrom: integer().notNull(),
    effectiveUntil: integer(),
    author: text().notNull(),
    createdAt: integer().notNull(),
  },
  (t) => [index('on_call_rotation_schedule').on(t.scheduleId, t.position)],
);

/** A change of who is on call for a time. */
export const onCallOverride = sqliteTable(
  'on_call_override',
  {
    id: text().primaryKey(),
    scheduleId: text()
      .notNull()
      .references(() => onCallSchedule.id, { onDelete: 'cascade' }),
    kind: text().$type<OverrideKind>().notNull(),
    personId: text().notNull(),
    /** Whose place it takes; null for everybody’s. */
    replacedId: text(),
    startsAt: integer().notNull(),
    endsAt: integer().notNull(),
    author: text().notNull(),
    createdAt: integer().notNull(),
  },
  (t) => [index('on_call_override_end').on(t.scheduleId, t.endsAt)],
);

/** Names of people in schedules, for the time after they left the team. */
export const onCallPerson = sqliteTable(
  'on_call_person',
  {
    pageId: text()
      .notNull()
      .references(() => page.id),
    personId: text().notNull(),
    name: text().notNull(),
    leftAt: integer(),
  },
  (t) => [primaryKey({ columns: [t.pageId, t.personId] })],
);
