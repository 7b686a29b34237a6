import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type {
  ObligationKind,
  ObligationState,
  ObligationSubject,
} from '../../../api/domain/obligation/obligation.ts';
import { incident } from '../incident/incident.ts';

/**
 * What somebody must do by a deadline. One table for every kind: each reminder and each escalation
 * is a step of one of these rows, taken by the tick.
 */
export const obligation = sqliteTable(
  'obligation',
  {
    id: text().primaryKey(),
    pageId: text().notNull(),
    /** Only of acknowledgments: the version before finds them by it. */
    incidentId: text().references(() => incident.id, { onDelete: 'cascade' }),
    /** What it is about. The version before writes no `subjectId`; the tick adds it. */
    subject: text().$type<ObligationSubject>().notNull().default('incident'),
    subjectId: text(),
    kind: text().$type<ObligationKind>().notNull(),
    state: text().$type<ObligationState>().notNull(),
    /** Minutes between two levels; 0 where the page's escalation says when. */
    within: integer().notNull(),
    /** The promised time, or when the next level is notified. */
    dueAt: integer().notNull(),
    /** How often it was missed. */
    level: integer().notNull().default(0),
    /**
     * Steps are taken once per round: the promised time of an update, or when it began again, as
     * after a lapse; 0 for the first.
     */
    round: integer().notNull().default(0),
    createdAt: integer().notNull(),
    /** When and by whom it was done first; a lapse leaves both. */
    doneAt: integer(),
    doneBy: text(),
  },
  (t) => [
    uniqueIndex('obligation_subject').on(t.incidentId, t.kind),
    uniqueIndex('obligation_about').on(t.subject, t.subjectId, t.kind),
    index('obligation_due').on(t.dueAt).where(sql`state = 'open'`),
  ],
);

/** A step that was taken: a reminder, or an escalation after a miss. Its unique index makes each happen once. */
export const obligationStep = sqliteTable(
  'obligation_step',
  {
    id: text().primaryKey(),
    obligationId: text()
      .notNull()
      .references(() => obligation.id, { onDelete: 'cascade' }),
    round: integer().notNull().default(0),
    /** The level that was notified; of a promised update, minutes after it (negative before). */
    level: integer().notNull(),
    /** Ids of the members who were notified. */
    people: text({ mode: 'json' }).$type<string[]>().notNull(),
    createdAt: integer().notNull(),
  },
  (t) => [uniqueIndex('obligation_step_taken').on(t.obligationId, t.round, t.level)],
);
