import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { ReviewSource } from '../../../api/domain/review/facts.ts';
import type { ReviewValues } from '../../../api/domain/review/fields.ts';
import type { ReviewState } from '../../../api/domain/review/state.ts';
import { incident } from '../incident/incident.ts';
import { page } from '../page/page.ts';

/** The internal postmortem of an incident. For the team only. */
export const review = sqliteTable(
  'review',
  {
    id: text().primaryKey(),
    pageId: text()
      .notNull()
      .references(() => page.id),
    incidentId: text()
      .notNull()
      .unique()
      .references(() => incident.id, { onDelete: 'cascade' }),
    state: text().$type<ReviewState>().notNull(),
    /** Why none is needed; empty in every other state. */
    reason: text().notNull().default(''),
    /** The document, by field. The newest revision has the same. */
    values: text({ mode: 'json' }).$type<ReviewValues>().notNull().default({}),
    /** Where the prefilled sentences come from. */
    sources: text({ mode: 'json' }).$type<ReviewSource[]>().notNull().default([]),
    /** The text for customers, which is written by itself. */
    publicBody: text().notNull().default(''),
    /** What a reviewer wants changed; empty without. */
    returnNote: text().notNull().default(''),
    startedBy: text().notNull(),
    /** Id and name of the person who sent it for review. */
    submittedById: text(),
    submittedBy: text(),
    submittedAt: integer(),
    approvedBy: text(),
    approvedAt: integer(),
    publishedBy: text(),
    publishedAt: integer(),
    revision: integer().notNull().default(1),
    updatedBy: text().notNull(),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (t) => [index('review_page').on(t.pageId, t.state)],
);

/** Append-only: each saved version, so that two writers can be merged and nothing is lost. */
export const reviewRevision = sqliteTable(
  'review_revision',
  {
    reviewId: text()
      .notNull()
      .references(() => review.id, { onDelete: 'cascade' }),
    revision: integer().notNull(),
    values: text({ mode: 'json' }).$type<ReviewValues>().notNull(),
    publicBody: text().notNull(),
    author: text().notNull(),
    createdAt: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.reviewId, t.revision] })],
);

/** A page without a row has the standard ones. */
export const reviewSettings = sqliteTable('review_settings', {
  pageId: text()
    .primaryKey()
    .references(() => page.id, { onDelete: 'cascade' }),
  /** Hours after the end of the incident, by severity; null where no postmortem is asked for. */
  dueHours: text({ mode: 'json' }).$type<Record<string, number | null>>().notNull().default({}),
  revision: integer().notNull().default(1),
  updatedAt: integer().notNull(),
});
