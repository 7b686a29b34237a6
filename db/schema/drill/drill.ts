import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { StepKind } from '../../../api/domain/drill/scenario.ts';
import { incident } from '../incident/incident.ts';

/** An incident that is practice, and what it is played from. For the team only. */
export const drill = sqliteTable(
  'drill',
  {
    incidentId: text()
      .primaryKey()
      .references(() => incident.id, { onDelete: 'cascade' }),
    pageId: text().notNull(),
    /** The title of its scenario. */
    scenario: text().notNull(),
    summary: text().notNull().default(''),
    /** What it was, for after the end. */
    debrief: text().notNull().default(''),
    goals: text({ mode: 'json' }).$type<string[]>().notNull().default([]),
    /** How many times faster than the scenario's clock. */
    speed: integer().notNull().default(1),
    /** Ids of the members who get the alerts, customers' mails and questions. */
    participants: text({ mode: 'json' }).$type<string[]>().notNull().default([]),
    startedBy: text().notNull(),
    startedAt: integer().notNull(),
    /** Set where somebody ended it before the incident was resolved. */
    stoppedBy: text(),
  },
  (t) => [index('drill_page').on(t.pageId, t.startedAt)],
);

/** What a drill sends and when; the tick plays each once. */
export const drillStep = sqliteTable(
  'drill_step',
  {
    id: text().primaryKey(),
    incidentId: text()
      .notNull()
      .references(() => drill.incidentId, { onDelete: 'cascade' }),
    position: integer().notNull(),
    kind: text().$type<StepKind>().notNull(),
    /** Who writes, such as a customer; empty for an alert. */
    sender: text().notNull().default(''),
    text: text().notNull(),
    dueAt: integer().notNull(),
    playedAt: integer(),
  },
  (t) => [
    uniqueIndex('drill_step_position').on(t.incidentId, t.position),
    index('drill_step_due').on(t.dueAt).where(sql`played_at is null`),
  ],
);
