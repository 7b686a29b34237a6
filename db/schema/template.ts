import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { State } from '../../api/domain/incident/incident.ts';
import type { MessageTemplate, TemplateField } from '../../api/domain/template/template.ts';
import type { Translations } from '../../api/domain/text/translation.ts';
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
    /** The text in other languages, over the same fields. */
    translations: text({ mode: 'json' }).$type<Translations>().notNull().default({}),
    fields: text({ mode: 'json' }).$type<TemplateField[]>().notNull(),
    /** What it is for; none is all of them. */
    componentIds: text({ mode: 'json' }).$type<string[]>().notNull().default([]),
    severities: text({ mode: 'json' }).$type<string[]>().notNull().default([]),
    position: integer().notNull(),
    archivedAt: integer(),
    /** Raised by every save: the number of its newest version. */
    revision: integer().notNull().default(1),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (t) => [index('template_page').on(t.pageId, t.state, t.position)],
);

/** Append-only: what a template said under each revision that was saved, and who saved it. */
export const templateVersion = sqliteTable(
  'template_version',
  {
    templateId: text()
      .notNull()
      .references(() => template.id),
    version: integer().notNull(),
    content: text({ mode: 'json' }).$type<MessageTemplate>().notNull(),
    /** Null for what was there before versions were kept. */
    author: text(),
    /** The version that was brought back, where it was one. */
    restored: integer(),
    createdAt: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.templateId, t.version] })],
);
