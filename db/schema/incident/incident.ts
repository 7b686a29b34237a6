import {
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core';
import type { Impact } from '../../../api/domain/component/impact.ts';
import type { ComponentStatus } from '../../../api/domain/component/status.ts';
import type { Audience, IncidentKind, State } from '../../../api/domain/incident/incident.ts';
import type { Notice, UpdateEvent } from '../../../api/domain/maintenance/notice.ts';
import type { Locale } from '../../../api/domain/text/locale.ts';
import type { Translations } from '../../../api/domain/text/translation.ts';
import { page } from '../page/page.ts';

/** Incidents and maintenances. `severity` is internal; `impact` is public. */
export const incident = sqliteTable(
  'incident',
  {
    id: text().primaryKey(),
    pageId: text()
      .notNull()
      .references(() => page.id),
    kind: text().$type<IncidentKind>().notNull(),
    audience: text().$type<Audience>().notNull().default('public'),
    name: text().notNull(),
    /** Language of the title; null for the page's own. The same in an update. */
    locale: text().$type<Locale>(),
    /** The title in other languages. */
    translations: text({ mode: 'json' }).$type<Translations | null>(),
    state: text().$type<State>().notNull(),
    impact: text().$type<Impact>().notNull(),
    impactOverride: text().$type<Impact>(),
    severity: text(),
    /** Earlier severities; approval depends on the most severe. */
    pastSeverities: text({ mode: 'json' }).$type<string[]>().notNull().default([]),
    /** Ids of members: who leads communication, and who commands the response. */
    leadId: text(),
    commanderId: text(),
    startedAt: integer().notNull(),
    monitoringAt: integer(),
    resolvedAt: integer(),
    nextUpdateBy: integer(),
    scheduledFor: integer(),
    scheduledUntil: integer(),
    /** Automation switches of a maintenance, with the names of the write API. */
    automation: text({ mode: 'json' }).$type<Record<string, boolean>>(),
    /** The zone in which the window was chosen; null for the page's. */
    zone: text(),
    /** Minutes before the start at which reminders are due. */
    remindBefore: text({ mode: 'json' }).$type<number[]>().notNull().default([]),
    /** Everything that was due by then was sent: a reminder, or the announcement. */
    remindAfter: integer(),
    /** Minutes at the end of the window for verification; null without. */
    verifyBefore: integer(),
    seriesId: text(),
    /** In a series, the start that the rule gives (UTC ms). Older rows lack it. */
    occurrenceAt: integer(),
    /** In a series, an exception that was edited by itself: changes of the series leave it as it is. */
    isException: integer('by_hand', { mode: 'boolean' }).notNull().default(false),
    metadata: text({ mode: 'json' }).$type<Record<string, unknown>>().notNull().default({}),
    /** Practice: internal for good, and kept out of everything that readers and figures show. */
    drill: integer({ mode: 'boolean' }).notNull().default(false),
    /** Increased by every change: a stale form is rejected by it. */
    revision: integer().notNull().default(1),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (t) => [
    index('incident_recent').on(t.pageId, t.audience, t.kind, t.startedAt),
    index('incident_open').on(t.pageId, t.resolvedAt, t.startedAt),
  ],
);

/** Append-only. The public sees `displayAt`; `createdAt` is when it was written. */
export const incidentUpdate = sqliteTable(
  'incident_update',
  {
    id: text().primaryKey(),
    pageId: text().notNull(),
    incidentId: text()
      .notNull()
      .references(() => incident.id, { onDelete: 'cascade' }),
    seq: integer().notNull(),
    audience: text().$type<Audience>().notNull().default('public'),
    state: text().$type<State>().notNull(),
    /** The author's text; empty where only the product's sentence is shown. */
    body: text().notNull(),
    locale: text().$type<Locale>(),
    translations: text({ mode: 'json' }).$type<Translations | null>(),
    nextUpdateBy: integer(),
    deliverNotifications: integer({ mode: 'boolean' }).notNull(),
    templateId: text(),
    templateVersion: integer(),
    /** Answers to the template, so that the next form can start from them. */
    fields: text({ mode: 'json' }).$type<Record<string, string>>(),
    /** Why it was published, when that is not a new state. */
    notice: text().$type<Notice>(),
    /** The sentence of the product. Old rows have it in `body`. */
    event: text({ mode: 'json' }).$type<UpdateEvent | null>(),
    author: text().notNull(),
    displayAt: integer().notNull(),
    /** When its text was last corrected. The audit log has the previous text. */
    correctedAt: integer(),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (t) => [uniqueIndex('update_seq').on(t.incidentId, t.seq)],
);

/**
 * What the public may read and search: the name of each incident (without `updateId`) and the text
 * of each update. Triggers maintain it and its index `public_words`; see the migration.
 */
export const publicText = sqliteTable(
  'public_text',
  {
    id: integer().primaryKey(),
    incidentId: text()
      .notNull()
      .references(() => incident.id, { onDelete: 'cascade' }),
    updateId: text(),
    text: text().notNull(),
  },
  (t) => [
    uniqueIndex('public_text_update').on(t.updateId),
    index('public_text_incident').on(t.incidentId),
  ],
);

/** The components an incident affects, whatever their status. */
export const incidentComponent = sqliteTable(
  'incident_component',
  {
    incidentId: text()
      .notNull()
      .references(() => incident.id, { onDelete: 'cascade' }),
    componentId: text().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.incidentId, t.componentId] }),
    index('incident_by_component').on(t.componentId),
  ],
);

/** A status change, with the update that made it and the component's name at that time. */
export const componentChange = sqliteTable(
  'component_change',
  {
    updateId: text()
      .notNull()
      .references(() => incidentUpdate.id, { onDelete: 'cascade' }),
    position: integer().notNull(),
    componentId: text().notNull(),
    name: text().notNull(),
    oldStatus: text().$type<ComponentStatus>().notNull(),
    newStatus: text().$type<ComponentStatus>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.updateId, t.position] })],
);

/** The response to a POST with an `Idempotency-Key`, written in the same batch. */
export const idempotency = sqliteTable(
  'idempotency',
  {
    pageId: text().notNull(),
    key: text().notNull(),
    requestHash: text().notNull(),
    subjectId: text().notNull(),
    createdAt: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.pageId, t.key] })],
);

/** A step of the escalation that was taken for the promise `due` of an incident. */
export const reminder = sqliteTable(
  'reminder',
  {
    id: text().primaryKey(),
    pageId: text().notNull(),
    incidentId: text()
      .notNull()
      .references(() => incident.id, { onDelete: 'cascade' }),
    due: integer().notNull(),
    /** Minutes after `due`; negative before. */
    after: integer().notNull(),
    /** Ids of the people who were reminded. */
    people: text({ mode: 'json' }).$type<string[]>().notNull(),
    createdAt: integer().notNull(),
  },
  (t) => [uniqueIndex('reminder_step').on(t.incidentId, t.due, t.after)],
);
