import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { PolicyLevel } from '../../../api/domain/escalation/policy.ts';
import { incident } from '../incident/incident.ts';
import { page } from '../page/page.ts';

/** Everything in this file is for the team only: no query of `db/public` reads it. */
export const escalationPolicy = sqliteTable(
  'escalation_policy',
  {
    id: text().primaryKey(),
    pageId: text()
      .notNull()
      .references(() => page.id, { onDelete: 'cascade' }),
    name: text().notNull(),
    levels: text({ mode: 'json' }).$type<PolicyLevel[]>().notNull(),
    repeats: integer().notNull().default(0),
    /** Minutes after the last level. */
    repeatAfter: integer().notNull().default(30),
    /** Which incidents it is for; both empty: all that no other policy is for. */
    severities: text({ mode: 'json' }).$type<string[]>().notNull().default([]),
    components: text({ mode: 'json' }).$type<string[]>().notNull().default([]),
    revision: integer().notNull().default(1),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (t) => [index('escalation_policy_page').on(t.pageId)],
);

/** What an incident says for its escalation. */
export const incidentEscalation = sqliteTable('incident_escalation', {
  incidentId: text()
    .primaryKey()
    .references(() => incident.id, { onDelete: 'cascade' }),
  businessImpact: integer({ mode: 'boolean' }).notNull().default(false),
  changedAt: integer().notNull(),
});
