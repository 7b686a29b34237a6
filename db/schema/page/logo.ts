import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { page } from './page.ts';

/** The bytes of a logo by their hash, in Base64, since a dump has text and numbers only. */
export const logoFile = sqliteTable(
  'logo_file',
  {
    pageId: text()
      .notNull()
      .references(() => page.id),
    file: text().notNull(),
    bytes: text().notNull(),
    createdAt: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.pageId, t.file] })],
);
