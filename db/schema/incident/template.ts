import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { State } from '../../../api/domain/incident/incident.ts';
import type { MessageTemplate, TemplateField } from '../../../api/domain/template/template.ts';
import type { Translations } from '../../../api/domain/text/translation.ts';
import { page } from '../page/page.ts';

/** The text an update starts from: questions for one state, and a Liquid template. */
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
    /** The text in other languages, with the same fields. */
    translations: text({ mode: 'json' }).$type<Translations>().notNull().default({}),
    fields: text({ mode: 'json' }).$type<TemplateField[]>().notNull(),
    /** The components it is for; empty for all. */
    componentIds: text({ mode: 'json' }).$type<string[]>().notNull().default([]),
    severities: text({ mode: 'json' }).$type<string[]>().notNull().default([]),
    position: integer().notNull(),
    archivedAt: integer(),
    /** Increased by every save: the number of the newest version. */
    revision: integer().notNull().default(1),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (t) => [index('template_page').on(t.pageId, t.state, t.position)],
);

/** Append-only: the content of each saved version, and its author. */
export const templateVersion = sqliteTable(
  'template_version',
  {
    templateId: text()
      .notNull()
      .references(() => template.id),
    version: integer().notNull(),
    content: text({ mode: 'json' }).$type<MessageTemplate>().notNull(),
    /** Null for content from before versions were stored. */
    author: text(),
    /** The version that was restored, if any. */
    restored: integer(),
    createdAt: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.templateId, t.version] })],
);
