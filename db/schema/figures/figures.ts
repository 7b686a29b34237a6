import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { FigureTargets } from '../../../api/domain/figures/targets.ts';
import { page } from '../page/page.ts';
import { user } from '../team/auth.ts';

/** What the team of a page aims for. A page without a row has the standard targets. */
export const figureSettings = sqliteTable('figure_settings', {
  pageId: text()
    .primaryKey()
    .references(() => page.id, { onDelete: 'cascade' }),
  targets: text({ mode: 'json' }).$type<Partial<FigureTargets>>().notNull(),
  revision: integer().notNull().default(1),
  updatedAt: integer().notNull(),
});

/** Who asked for the monthly summary of a page, and which one they got last. */
export const monthlySummary = sqliteTable(
  'monthly_summary',
  {
    pageId: text()
      .notNull()
      .references(() => page.id, { onDelete: 'cascade' }),
    userId: text()
      .notNull()
      .references(() => user.id, { onDelete: 'cascade' }),
    /** As `2026-10`; at first the month before they asked. */
    lastMonth: text().notNull(),
    createdAt: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.pageId, t.userId] })],
);
