import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { EventKind } from '../../../api/domain/room/event.ts';
import type { InternalAudience } from '../../../api/domain/room/internal-update.ts';
import type { MilestoneKind, Mitigation } from '../../../api/domain/room/milestone.ts';
import type { ResponseRole } from '../../../api/domain/room/response-role.ts';
import type { TriageField } from '../../../api/domain/room/triage.ts';
import { incident } from '../incident/incident.ts';

/** Everything in this file is for the team only: no query of `db/public` reads it. */
const ofIncident = () => ({
  id: text().primaryKey(),
  pageId: text().notNull(),
  incidentId: text()
    .notNull()
    .references(() => incident.id, { onDelete: 'cascade' }),
});

/** What a person wrote on the team's timeline. Hidden, but never deleted. */
export const incidentEvent = sqliteTable(
  'incident_event',
  {
    ...ofIncident(),
    kind: text().$type<EventKind>().notNull(),
    text: text().notNull(),
    author: text().notNull(),
    /** When it happened: as corrected, and as first written. */
    at: integer().notNull(),
    originalAt: integer().notNull(),
    pinned: integer({ mode: 'boolean' }).notNull().default(false),
    hiddenAt: integer(),
    createdAt: integer().notNull(),
  },
  (t) => [index('incident_event_at').on(t.incidentId, t.at)],
);

/** Who has or had a role in the response. Commander and comms lead are also columns of the incident. */
export const incidentRole = sqliteTable(
  'incident_role',
  {
    ...ofIncident(),
    role: text().$type<ResponseRole>().notNull(),
    userId: text().notNull(),
    /** The person's name at that time: they may leave the team. */
    name: text().notNull(),
    assignedBy: text().notNull(),
    assignedAt: integer().notNull(),
    endedAt: integer(),
  },
  (t) => [index('incident_role_incident').on(t.incidentId, t.assignedAt)],
);

/** Append-only: the newest answer to a question counts; an empty one withdraws it. */
export const triageAnswer = sqliteTable(
  'triage_answer',
  {
    ...ofIncident(),
    field: text().$type<TriageField>().notNull(),
    text: text().notNull(),
    author: text().notNull(),
    createdAt: integer().notNull(),
  },
  (t) => [index('triage_answer_incident').on(t.incidentId, t.createdAt)],
);

/** Milestones that a person set. Append-only: the newest of a kind counts. */
export const incidentMilestone = sqliteTable(
  'incident_milestone',
  {
    ...ofIncident(),
    kind: text().$type<MilestoneKind>().notNull(),
    /** How far the impact is mitigated; only of `mitigated`. */
    level: text().$type<Mitigation>(),
    at: integer().notNull(),
    reason: text().notNull().default(''),
    author: text().notNull(),
    createdAt: integer().notNull(),
  },
  (t) => [index('incident_milestone_incident').on(t.incidentId, t.createdAt)],
);

/** An internal update, numbered from 1. */
export const internalUpdate = sqliteTable(
  'internal_update',
  {
    ...ofIncident(),
    seq: integer().notNull(),
    audience: text().$type<InternalAudience>().notNull(),
    currentState: text().notNull(),
    whatWeKnow: text().notNull().default(''),
    whatWeAreDoing: text().notNull().default(''),
    impact: text().notNull().default(''),
    /** Null: when the status changes. */
    nextUpdateBy: integer(),
    /** Minutes between updates from now on, where this update announces another interval. */
    updatesEvery: integer(),
    author: text().notNull(),
    createdAt: integer().notNull(),
  },
  (t) => [uniqueIndex('internal_update_seq').on(t.incidentId, t.seq)],
);
