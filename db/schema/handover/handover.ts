import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { HandoverState, MovingRole } from '../../../api/domain/handover/handover.ts';
import { incident } from '../incident/incident.ts';

/**
 * One person hands an incident over to another: the note, and the roles that move once it is
 * accepted. For the team only.
 */
export const incidentHandover = sqliteTable(
  'incident_handover',
  {
    id: text().primaryKey(),
    pageId: text().notNull(),
    incidentId: text()
      .notNull()
      .references(() => incident.id, { onDelete: 'cascade' }),
    state: text().$type<HandoverState>().notNull(),
    /** The member's ID; of a token without one, the token's. */
    fromId: text().notNull(),
    /** Names as they were: people leave the team. */
    fromName: text().notNull(),
    toId: text().notNull(),
    toName: text().notNull(),
    /** With who had each role when it was offered: one that moved meanwhile stays where it is. */
    roles: text({ mode: 'json' }).$type<MovingRole[]>().notNull().default([]),
    status: text().notNull().default(''),
    severity: text().notNull().default(''),
    happened: text().notNull().default(''),
    tried: text().notNull().default(''),
    learned: text().notNull().default(''),
    hypotheses: text().notNull().default(''),
    nextSteps: text().notNull().default(''),
    contacts: text().notNull().default(''),
    createdAt: integer().notNull(),
    endedAt: integer(),
    endedBy: text(),
  },
  (t) => [
    index('incident_handover_incident').on(t.incidentId, t.createdAt),
    uniqueIndex('incident_handover_offered')
      .on(t.incidentId, t.fromId)
      .where(sql`state = 'offered'`),
  ],
);
