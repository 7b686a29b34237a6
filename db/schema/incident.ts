import {
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core';
import type { Impact } from '../../api/domain/component/impact.ts';
import type { ComponentStatus } from '../../api/domain/component/status.ts';
import type { Audience, IncidentKind, State } from '../../api/domain/incident/incident.ts';
import type { Notice, UpdateEvent } from '../../api/domain/maintenance/notice.ts';
import type { Locale } from '../../api/domain/text/locale.ts';
import type { Translations } from '../../api/domain/text/translation.ts';
import { page } from './page.ts';

/** Incidents and maintenances. `severity` is internal; the public sees `impact`. */
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
    /** In which the title was written; the page's own where that is null. The same of an update. */
    locale: text().$type<Locale>(),
    /** The title in other languages. */
    translations: text({ mode: 'json' }).$type<Translations | null>(),
    state: text().$type<State>().notNull(),
    impact: text().$type<Impact>().notNull(),
    impactOverride: text().$type<Impact>(),
    severity: text(),
    /** Severities it had before; approval goes by the gravest. */
    pastSeverities: text({ mode: 'json' }).$type<string[]>().notNull().default([]),
    /** Ids of members: who writes the updates, and who leads the work. */
    leadId: text(),
    commanderId: text(),
    startedAt: integer().notNull(),
    monitoringAt: integer(),
    resolvedAt: integer(),
    nextUpdateBy: integer(),
    scheduledFor: integer(),
    scheduledUntil: integer(),
    /** The maintenance's automation switches, in the manage API's names. */
    automation: text({ mode: 'json' }).$type<Record<string, boolean>>(),
    /** The zone in which the window was chosen; the page's where it is null. */
    zone: text(),
    /** Minutes before the beginning at which a reminder is due. */
    remindBefore: text({ mode: 'json' }).$type<number[]>().notNull().default([]),
    /** What was due by then was told: a reminder, or the window itself. */
    remindAfter: integer(),
    /** The last minutes of the window, in which the results are checked; null without. */
    verifyBefore: integer(),
    seriesId: text(),
    /** Of a series, when the rule alone says that it begins (UTC ms). Older rows lack it. */
    occurrenceAt: integer(),
    /** Of a series, one that was planned anew by itself: a change of the others leaves it. */
    byHand: integer({ mode: 'boolean' }).notNull().default(false),
    metadata: text({ mode: 'json' }).$type<Record<string, unknown>>().notNull().default({}),
    /** Raised by every change: what a stale form is checked against. */
    revision: integer().notNull().default(1),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (t) => [
    index('incident_recent').on(t.pageId, t.audience, t.kind, t.startedAt),
    index('incident_open').on(t.pageId, t.resolvedAt, t.startedAt),
  ],
);

/** Append-only. The public reads `displayAt`; `createdAt` says when it was really written. */
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
    /** What its author wrote; empty where the product alone says what came about. */
    body: text().notNull(),
    locale: text().$type<Locale>(),
    translations: text({ mode: 'json' }).$type<Translations | null>(),
    nextUpdateBy: integer(),
    deliverNotifications: integer({ mode: 'boolean' }).notNull(),
    templateId: text(),
    templateVersion: integer(),
    /** What was typed into the template's fields, so that the next form can start from it. */
    fields: text({ mode: 'json' }).$type<Record<string, string>>(),
    /** Why it was said, where that is not a new state. */
    notice: text().$type<Notice>(),
    /** What the product says of it. Rows of old have such a sentence in `body`. */
    event: text({ mode: 'json' }).$type<UpdateEvent | null>(),
    author: text().notNull(),
    displayAt: integer().notNull(),
    /** When its text was last put right; what it said before is in the audit log. */
    correctedAt: integer(),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (t) => [uniqueIndex('update_seq').on(t.incidentId, t.seq)],
);

/**
 * What the public may read and search: the name of each incident (without `updateId`) and the text of
 * each update. Triggers keep it, and the index `public_words` over it, whoever writes those rows; see
 * the migration.
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

/** The components an incident is about, whatever their status. */
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

/** A status change hangs on the update that made it, with the name as it was then. */
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

/** The answer to a POST that carried an `Idempotency-Key`, written in the same batch. */
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

/** A step of the escalation that was taken for one promise: the time `due` of one incident. */
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
    /** Ids of whom it reminded. */
    people: text({ mode: 'json' }).$type<string[]>().notNull(),
    createdAt: integer().notNull(),
  },
  (t) => [uniqueIndex('reminder_step').on(t.incidentId, t.due, t.after)],
);
