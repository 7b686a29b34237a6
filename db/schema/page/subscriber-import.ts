import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type {
  ImportedRow,
  RowProblem,
  SubscriberImportCounts,
} from '../../../api/domain/subscriber/import-plan.ts';
import { page } from './page.ts';

export type SubscriberImportState = 'checked' | 'running' | 'done';

/** A file of subscribers: what the check of it found, and how far its import is. */
export const subscriberImport = sqliteTable('subscriber_import', {
  id: text().primaryKey(),
  pageId: text()
    .notNull()
    .references(() => page.id, { onDelete: 'cascade' }),
  /** Who uploaded it, as in the audit log. */
  actor: text().notNull(),
  state: text().$type<SubscriberImportState>().notNull().default('checked'),
  /** True: subscribed without a confirmation email. */
  isConfirmed: integer({ mode: 'boolean' }).notNull(),
  /** How the people agreed, where the file does not say it. */
  consent: text(),
  counts: text({ mode: 'json' }).$type<SubscriberImportCounts>().notNull(),
  /** The first rows that cannot be imported, without their content. */
  problems: text({ mode: 'json' }).$type<RowProblem[]>().notNull(),
  /** Rows that are written. */
  done: integer().notNull().default(0),
  /** Who writes the next part until then. UTC ms. */
  leasedUntil: integer().notNull().default(0),
  createdAt: integer().notNull(),
  finishedAt: integer(),
});

/** Rows of an import that are still to be written; deleted with the write. */
export const subscriberImportPart = sqliteTable(
  'subscriber_import_part',
  {
    importId: text()
      .notNull()
      .references(() => subscriberImport.id, { onDelete: 'cascade' }),
    part: integer().notNull(),
    rows: text({ mode: 'json' }).$type<ImportedRow[]>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.importId, t.part] })],
);
