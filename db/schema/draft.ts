import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Writer } from '../../api/domain/draft/approval.ts';
import type { Dispute, DraftValues } from '../../api/domain/draft/draft.ts';
import type { IncidentKind } from '../../api/domain/incident/incident.ts';
import { incident } from './incident.ts';
import { page } from './page.ts';

export type DraftState = 'open' | 'asked' | 'scheduled' | 'published' | 'discarded';
/** A request for approval, with the words that were then to be approved. */
export type Asked = {
  at: number;
  by: string;
  name: string;
  revision: number;
  body: string;
  /** What the request before it was about; null where this is the first. */
  before: string | null;
};
/** Why it is to be worked on again. */
export type Back = { at: number; by: string; why: string };

/** A form that is being written: internal, and read by nobody but the console. */
export const draft = sqliteTable(
  'draft',
  {
    id: text().primaryKey(),
    pageId: text()
      .notNull()
      .references(() => page.id),
    kind: text().$type<IncidentKind>().notNull(),
    /** Whose next update it is; null where it is to open one. */
    incidentId: text().references(() => incident.id, { onDelete: 'cascade' }),
    state: text().$type<DraftState>().notNull().default('open'),
    /** The form's fields as they stand, finished or not. */
    values: text({ mode: 'json' }).$type<DraftValues>().notNull(),
    /** Fields that two people wrote differently, until one of them chooses. */
    disputes: text({ mode: 'json' }).$type<Dispute[]>().notNull().default([]),
    revision: integer().notNull().default(1),
    beganBy: text().notNull(),
    beganName: text().notNull(),
    changedBy: text().notNull(),
    changedName: text().notNull(),
    /** Everybody who has changed it: none of them may approve it. */
    writers: text({ mode: 'json' }).$type<Writer[]>().notNull().default([]),
    asked: text({ mode: 'json' }).$type<Asked>(),
    back: text({ mode: 'json' }).$type<Back>(),
    /** When it is to be published, by whose word, and what then, as the verbs take it. */
    publishAt: integer(),
    publishZone: text(),
    publishBy: text(),
    outgoing: text({ mode: 'json' }).$type<Record<string, unknown>>(),
    /** The incident on which it was published, and by whom. */
    publishedAs: text(),
    publishedName: text(),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (t) => [index('draft_page').on(t.pageId, t.state, t.updatedAt)],
);

/** What was saved, by whom: the base on which two people’s changes are put together. */
export const draftRevision = sqliteTable(
  'draft_revision',
  {
    draftId: text()
      .notNull()
      .references(() => draft.id, { onDelete: 'cascade' }),
    revision: integer().notNull(),
    values: text({ mode: 'json' }).$type<DraftValues>().notNull(),
    by: text().notNull(),
    /** The key of the form that was posted: one person may have two open. */
    press: text(),
    at: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.draftId, t.revision] })],
);

/** Who has it open just now. */
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
