import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { UpstreamKind, UpstreamReading } from '../../../api/domain/upstream/reading.ts';
import { component } from '../page/component.ts';
import { page } from '../page/page.ts';

/** The status page of a vendor that a component follows. What readers see is `component.report`. */
export const upstream = sqliteTable(
  'upstream',
  {
    componentId: text()
      .primaryKey()
      .references(() => component.id, { onDelete: 'cascade' }),
    pageId: text()
      .notNull()
      .references(() => page.id),
    vendor: text().notNull(),
    /** Their page, for people. */
    pageUrl: text().notNull(),
    /** What is polled: the key of `upstream_poll`. */
    url: text().notNull(),
    kind: text().$type<UpstreamKind>().notNull(),
    /** A part of their page; null for the whole. */
    componentRef: text(),
    /** Whether an open incident there starts a draft here. */
    drafts: integer({ mode: 'boolean' }).notNull().default(false),
    createdBy: text().notNull(),
    createdAt: integer().notNull(),
  },
  (t) => [index('upstream_page').on(t.pageId), index('upstream_url').on(t.url)],
);

/** One address, polled once for all that follow it. */
export const upstreamPoll = sqliteTable(
  'upstream_poll',
  {
    url: text().primaryKey(),
    kind: text().$type<UpstreamKind>().notNull(),
    etag: text(),
    lastModified: text(),
    /** What it said last; null before the first answer. */
    reading: text({ mode: 'json' }).$type<UpstreamReading>(),
    dueAt: integer().notNull(),
    /** Polls that failed in a row, and why the last one did. */
    misses: integer().notNull().default(0),
    failure: text(),
    /** When it last answered. */
    answeredAt: integer(),
  },
  (t) => [index('upstream_poll_due').on(t.dueAt)],
);

/** An incident of a vendor that started a draft: once. */
export const upstreamDraft = sqliteTable(
  'upstream_draft',
  {
    componentId: text()
      .notNull()
      .references(() => component.id, { onDelete: 'cascade' }),
    incidentRef: text().notNull(),
    draftId: text().notNull(),
    createdAt: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.componentId, t.incidentRef] })],
);
