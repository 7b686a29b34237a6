import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { State } from '../../api/domain/incident.ts';
import type { TemplateField } from '../../api/domain/template.ts';
import { page } from './page.ts';

/** What a comms lead starts from: the questions for one state, and the Liquid text over them. */
export const template = sqliteTable(
  'template',
  {
    id: text().primaryKey(),
    pageId: text()
      .notNull()
      .references(() => page.id),
    state: text().$type<State>().notNull(),
    name: text().notNull(),
    body: text().notNull(),
    fields: text({ mode: 'json' }).$type<TemplateField[]>().notNull(),
    position: integer().notNull(),
    archivedAt: integer(),
    revision: integer().notNull().default(1),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (t) => [index('template_page').on(t.pageId, t.state, t.position)],
);
