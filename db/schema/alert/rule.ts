import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { RuleMode, RuleSettings } from '../../../api/domain/alert/rule.ts';
import type { AlertOutcome } from '../../../api/domain/alert/rule-facts.ts';
import type { ComponentStatus } from '../../../api/domain/component/status.ts';
import { incident } from '../incident/incident.ts';
import { page } from '../page/page.ts';
import { alert } from './alert.ts';

/** What follows from alerts. The first that matches decides. For the team only, as all of this file. */
export const alertRule = sqliteTable(
  'alert_rule',
  {
    id: text().primaryKey(),
    pageId: text()
      .notNull()
      .references(() => page.id),
    name: text().notNull(),
    position: integer().notNull(),
    settings: text({ mode: 'json' }).$type<RuleSettings>().notNull(),
    mode: text().$type<RuleMode>().notNull(),
    /** Since when it runs dry without a change; null while it is live. */
    dryFrom: integer(),
    disabledAt: integer(),
    revision: integer().notNull().default(1),
    /** How often it has done something. Two processes that both want to fail here. */
    acts: integer().notNull().default(0),
    createdBy: text().notNull(),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (t) => [index('alert_rule_page').on(t.pageId, t.position)],
);

/** Alerts that a rule takes together, until they are over. */
export const alertGroup = sqliteTable(
  'alert_group',
  {
    id: text().primaryKey(),
    pageId: text()
      .notNull()
      .references(() => page.id),
    ruleId: text()
      .notNull()
      .references(() => alertRule.id, { onDelete: 'cascade' }),
    key: text().notNull(),
    openedAt: integer().notNull(),
    closedAt: integer(),
    /** When the rule did its work, and whether that was a dry run. */
    actedAt: integer(),
    dry: integer({ mode: 'boolean' }).notNull().default(false),
    /** The draft, and its revision as the rule left it. */
    draftId: text(),
    draftRevision: integer(),
    /** The incident that the rule published or wrote on, and its revision as the rule left it. */
    incidentId: text().references(() => incident.id, { onDelete: 'set null' }),
    incidentRevision: integer(),
    /** Components that the rule changed, with their status before and after. */
    components: text({ mode: 'json' })
      .$type<{ id: string; before: ComponentStatus; status: ComponentStatus }[]>()
      .notNull()
      .default([]),
  },
  (t) => [
    uniqueIndex('alert_group_open').on(t.ruleId, t.key).where(sql`closed_at is null`),
    index('alert_group_page').on(t.pageId, t.openedAt),
    index('alert_group_incident').on(t.incidentId).where(sql`incident_id is not null`),
    index('alert_group_draft').on(t.draftId).where(sql`draft_id is not null`),
  ],
);

/** What was done with an alert and why, in the words of that time. */
export const alertDecision = sqliteTable(
  'alert_decision',
  {
    id: text().primaryKey(),
    pageId: text()
      .notNull()
      .references(() => page.id),
    alertId: text()
      .notNull()
      .references(() => alert.id, { onDelete: 'cascade' }),
    /** The rule as it was; it may be edited or deleted since. */
    ruleId: text(),
    ruleName: text(),
    ruleRevision: integer(),
    outcome: text().$type<AlertOutcome>().notNull(),
    explanation: text().notNull(),
    at: integer().notNull(),
  },
  (t) => [index('alert_decision_alert').on(t.alertId, t.at)],
);
