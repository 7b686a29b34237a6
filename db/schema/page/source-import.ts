import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { ImportReport, SourceImportState } from '../../../api/domain/page/source-import.ts';
import { page } from './page.ts';

/** An import of a page of another product in the console: what was read, and what it does. One for each page. */
export const sourceImport = sqliteTable('source_import', {
  id: text().primaryKey(),
  pageId: text()
    .notNull()
    .references(() => page.id, { onDelete: 'cascade' }),
  /** The importer’s name, as in the registry. */
  kind: text().notNull(),
  /** The address, or the names of the files. */
  place: text().notNull(),
  state: text().$type<SourceImportState>().notNull().default('reading'),
  /** What it does at the moment, or why it ended. */
  note: text().notNull().default(''),
  /** What was read, as JSON, until it is stored. Keys of other products are never kept. */
  document: text(),
  report: text({ mode: 'json' }).$type<ImportReport>(),
  /** UTC ms. Work that says nothing for long was interrupted. */
  workedAt: integer().notNull(),
  createdAt: integer().notNull(),
});
