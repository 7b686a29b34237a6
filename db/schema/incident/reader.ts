import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { user } from '../team/auth.ts';
import { incident } from './incident.ts';

/** The people who may read a restricted incident: nobody else on the team knows of it. */
export const incidentReader = sqliteTable(
  'incident_reader',
  {
    incidentId: text()
      .notNull()
      .references(() => incident.id, { onDelete: 'cascade' }),
    userId: text()
      .notNull()
      .references(() => user.id, { onDelete: 'cascade' }),
    addedBy: text().notNull(),
    addedAt: integer().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.incidentId, t.userId] }),
    index('incident_reader_user').on(t.userId),
  ],
);
