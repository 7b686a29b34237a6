import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { AutomationDecision } from '../../../api/domain/runbook/automation.ts';
import type { RunOutcome } from '../../../api/domain/runbook/run.ts';
import type { RunbookContent } from '../../../api/domain/runbook/runbook.ts';
import { incident } from '../incident/incident.ts';
import { page } from '../page/page.ts';

/** What to do when something breaks, as Markdown. For the team only. */
export const runbook = sqliteTable(
  'runbook',
  {
    id: text().primaryKey(),
    pageId: text()
      .notNull()
      .references(() => page.id),
    title: text().notNull(),
    body: text().notNull(),
    /** Components and groups that it is for. */
    componentIds: text({ mode: 'json' }).$type<string[]>().notNull().default([]),
    alertNames: text({ mode: 'json' }).$type<string[]>().notNull().default([]),
    /** What was decided about automating it; null: nothing yet. */
    automation: text().$type<AutomationDecision>(),
    automationBy: text(),
    automationAt: integer(),
    archivedAt: integer(),
    /** Increased by every save: the number of the newest version. */
    revision: integer().notNull().default(1),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (t) => [index('runbook_page').on(t.pageId, t.title)],
);

/** Append-only: the content of each saved version, and its author. */
export const runbookVersion = sqliteTable(
  'runbook_version',
  {
    runbookId: text()
      .notNull()
      .references(() => runbook.id),
    version: integer().notNull(),
    content: text({ mode: 'json' }).$type<RunbookContent>().notNull(),
    author: text().notNull(),
    /** The version that was restored, if any. */
    restored: integer(),
    createdAt: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.runbookId, t.version] })],
);

/** Somebody following a runbook, in the version of that time. */
export const runbookRun = sqliteTable(
  'runbook_run',
  {
    id: text().primaryKey(),
    pageId: text().notNull(),
    runbookId: text()
      .notNull()
      .references(() => runbook.id),
    version: integer().notNull(),
    /** Null: outside of an incident, or the incident was deleted. */
    incidentId: text().references(() => incident.id, { onDelete: 'set null' }),
    /** The component that fills `{{component}}`. */
    componentId: text(),
    startedBy: text().notNull(),
    startedAt: integer().notNull(),
    outcome: text().$type<RunOutcome>(),
    note: text().notNull().default(''),
    endedBy: text(),
    endedAt: integer(),
  },
  (t) => [
    index('runbook_run_runbook').on(t.runbookId, t.startedAt),
    index('runbook_run_incident').on(t.incidentId),
  ],
);

/** A step that somebody has done. Steps are numbered from 1 through the text. */
export const runbookStep = sqliteTable(
  'runbook_step',
  {
    runId: text()
      .notNull()
      .references(() => runbookRun.id, { onDelete: 'cascade' }),
    step: integer().notNull(),
    by: text().notNull(),
    at: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.runId, t.step] })],
);
