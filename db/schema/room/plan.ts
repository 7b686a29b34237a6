import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { ChecklistItem, ChecklistPart } from '../../../api/domain/room/checklist.ts';
import type { HypothesisState } from '../../../api/domain/room/hypothesis.ts';
import type { RoomLink } from '../../../api/domain/room/link.ts';
import type { Phase } from '../../../api/domain/room/phase.ts';
import type { TimerState } from '../../../api/domain/room/timer.ts';
import { incident } from '../incident/incident.ts';
import { page } from '../page/page.ts';

/** Everything in this file is for the team only: no query of `db/public` reads it. */
const written = () => ({
  id: text().primaryKey(),
  pageId: text().notNull(),
  incidentId: text()
    .notNull()
    .references(() => incident.id, { onDelete: 'cascade' }),
  author: text().notNull(),
  createdAt: integer().notNull(),
});

/** Defaults of every room of a page. A page without a row has the standard ones. */
export const roomSettings = sqliteTable('room_settings', {
  pageId: text()
    .primaryKey()
    .references(() => page.id, { onDelete: 'cascade' }),
  bridgeUrl: text().notNull().default(''),
  chatUrl: text().notNull().default(''),
  /** The address of a new ticket in the tracker, with placeholders. */
  ticketUrl: text().notNull().default(''),
  /** Checklists by severity; `default` for the others and for incidents without one. */
  checklists: text({ mode: 'json' }).$type<Record<string, ChecklistItem[]>>().notNull().default({}),
  revision: integer().notNull().default(1),
  updatedAt: integer().notNull(),
});

/** Append-only: the newest address of a kind counts; an empty one removes it. */
export const incidentLink = sqliteTable(
  'incident_link',
  { ...written(), kind: text().$type<RoomLink>().notNull(), url: text().notNull() },
  (t) => [index('incident_link_incident').on(t.incidentId, t.createdAt)],
);

/** Append-only: the newest phase counts. */
export const incidentPhase = sqliteTable(
  'incident_phase',
  { ...written(), phase: text().$type<Phase>().notNull() },
  (t) => [index('incident_phase_incident').on(t.incidentId, t.createdAt)],
);

/**
 * A tick, or its removal. Append-only, with the item's own words: a checklist that is edited later
 * loses nothing that was ticked.
 */
export const checklistTick = sqliteTable(
  'checklist_tick',
  {
    ...written(),
    part: text().$type<ChecklistPart>().notNull(),
    item: text().notNull(),
    done: integer({ mode: 'boolean' }).notNull(),
  },
  (t) => [index('checklist_tick_incident').on(t.incidentId, t.createdAt)],
);

/** An action with its owner, to be done by `dueAt`. */
export const incidentTimer = sqliteTable(
  'incident_timer',
  {
    ...written(),
    action: text().notNull(),
    owner: text().notNull().default(''),
    minutes: integer().notNull(),
    dueAt: integer().notNull(),
    state: text().$type<TimerState>().notNull().default('running'),
    endedAt: integer(),
    endedBy: text(),
  },
  (t) => [index('incident_timer_incident').on(t.incidentId, t.createdAt)],
);

/** What may be the cause. */
export const hypothesis = sqliteTable(
  'hypothesis',
  {
    ...written(),
    text: text().notNull(),
    state: text().$type<HypothesisState>().notNull().default('open'),
    /** Why it was ruled out or confirmed, or a link to what shows it. */
    evidence: text().notNull().default(''),
    decidedAt: integer(),
    decidedBy: text(),
  },
  (t) => [index('hypothesis_incident').on(t.incidentId, t.createdAt)],
);

/** A suggestion of the room that somebody dismissed. */
export const nudgeDismissal = sqliteTable(
  'nudge_dismissal',
  {
    incidentId: text()
      .notNull()
      .references(() => incident.id, { onDelete: 'cascade' }),
    nudge: text().notNull(),
    author: text().notNull(),
    createdAt: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.incidentId, t.nudge] })],
);
