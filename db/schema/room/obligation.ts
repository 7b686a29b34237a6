import { sql } from 'drizzle-orm';
import {
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core';
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
    /** Of a subject other than an incident: what it is called, and who must do it (ids of members). */
    title: text().notNull().default(''),
    responsible: text({ mode: 'json' }).$type<string[]>().notNull().default([]),
    /** The incident that such a subject belongs to: whoever may not read it sees neither. */
    aboutIncidentId: text().references(() => incident.id, { onDelete: 'cascade' }),
    kind: text().$type<ObligationKind>().notNull(),
    state: text().$type<ObligationState>().notNull(),
    /** Minutes between two levels; 0 where the page's escalation says when. */
    within: integer().notNull(),
    /** The promised time, or when the next level is notified. */
    dueAt: integer().notNull(),
    /** When it was to be done, of a subject other than an incident: `dueAt` moves from level to level. */
    deadline: integer(),
    /** How often it was missed. */
    level: integer().notNull().default(0),
    /**
     * Steps are taken once per round: the promised time of an update, or when it began again, as
     * after a lapse; 0 for the first.
     */
    round: integer().notNull().default(0),
    /** The escalation policy that its steps are from; null for the standard levels. */
    policyId: text(),
    /** When and by whom the next level was asked for at once; null where nobody did. */
    escalatedAt: integer(),
    escalatedBy: text(),
    /** The member who did; null for a script. */
    escalatedById: text(),
    createdAt: integer().notNull(),
    /** When and by whom it was done first; a lapse leaves both. */
    doneAt: integer(),
    doneBy: text(),
  },
  (t) => [
    uniqueIndex('obligation_subject').on(t.incidentId, t.kind),
    uniqueIndex('obligation_about').on(t.subject, t.subjectId, t.kind),
    index('obligation_due').on(t.dueAt).where(sql`state = 'open'`),
    index('obligation_page').on(t.pageId).where(sql`state <> 'done'`),
    index('obligation_incident').on(t.aboutIncidentId).where(sql`about_incident_id is not null`),
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
    /** Whether each of them must acknowledge, or one. */
    acknowledgedBy: text().$type<'any' | 'all'>().notNull().default('any'),
    createdAt: integer().notNull(),
  },
  (t) => [uniqueIndex('obligation_step_taken').on(t.obligationId, t.round, t.level)],
);

/** Who acknowledged it in a round, where a level needs everybody. */
export const obligationAnswer = sqliteTable(
  'obligation_answer',
  {
    obligationId: text()
      .notNull()
      .references(() => obligation.id, { onDelete: 'cascade' }),
    round: integer().notNull(),
    userId: text().notNull(),
    createdAt: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.obligationId, t.round, t.userId] })],
);
