import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Writer } from '../../../api/domain/draft/approval.ts';
import type { Dispute, DraftValues } from '../../../api/domain/draft/draft.ts';
import type { IncidentKind } from '../../../api/domain/incident/incident.ts';
import { page } from '../page/page.ts';
import { incident } from './incident.ts';

export type DraftState = 'open' | 'asked' | 'scheduled' | 'published' | 'discarded';
/** A request for approval, with the text to approve. */
export type Asked = {
  at: number;
  by: string;
  name: string;
  revision: number;
  body: string;
  /** The text of the previous request; null for the first. */
  before: string | null;
};
/** Why a request was rejected, or why the draft ended with its incident. */
export type Back = { at: number; by: string; why: string; incident?: 'deleted' };

/** A form that is being written: internal, and read only by the console. */
export const draft = sqliteTable(
  'draft',
  {
    id: text().primaryKey(),
    pageId: text()
      .notNull()
      .references(() => page.id),
    kind: text().$type<IncidentKind>().notNull(),
    /** The incident it is an update of; null when it opens one. */
    incidentId: text().references(() => incident.id, { onDelete: 'cascade' }),
    state: text().$type<DraftState>().notNull().default('open'),
    /** The fields of the form, complete or not. */
    values: text({ mode: 'json' }).$type<DraftValues>().notNull(),
    /** Fields with conflicting changes by two people, until somebody chooses. */
    disputes: text({ mode: 'json' }).$type<Dispute[]>().notNull().default([]),
    revision: integer().notNull().default(1),
    beganBy: text().notNull(),
    beganName: text().notNull(),
    changedBy: text().notNull(),
    changedName: text().notNull(),
    /** Everybody who changed it: none of them may approve it. */
    writers: text({ mode: 'json' }).$type<Writer[]>().notNull().default([]),
    asked: text({ mode: 'json' }).$type<Asked>(),
    back: text({ mode: 'json' }).$type<Back>(),
    /** When it is published, in whose name, and the input of the action. */
    publishAt: integer(),
    publishZone: text(),
    publishBy: text(),
    outgoing: text({ mode: 'json' }).$type<Record<string, unknown>>(),
    /** The incident it was published on, and by whom. */
    publishedAs: text(),
    publishedName: text(),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (t) => [index('draft_page').on(t.pageId, t.state, t.updatedAt)],
);

/** Saved revisions: the base for merging two people’s changes. */
export const draftRevision = sqliteTable(
  'draft_revision',
  {
    draftId: text()
      .notNull()
      .references(() => draft.id, { onDelete: 'cascade' }),
    revision: integer().notNull(),
    values: text({ mode: 'json' }).$type<DraftValues>().notNull(),
    by: text().notNull(),
    /** The idempotency key of the form: one person may have two open. */
    idempotencyKey: text('press'),
    at: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.draftId, t.revision] })],
);

/** Who has the draft open. */
export const draftPresence = sqliteTable(
  'draft_presence',
  {
    draftId: text()
      .notNull()
      .references(() => draft.id, { onDelete: 'cascade' }),
    userId: text().notNull(),
    name: text().notNull(),
    since: integer().notNull(),
    seenAt: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.draftId, t.userId] })],
);
