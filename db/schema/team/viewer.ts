import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { InternalTopic } from '../../../api/domain/internal/topics.ts';
import { page } from '../page/page.ts';
import { user } from './auth.ts';

/** Why somebody outside the team may read the internal status page. */
export type ViewerSource = 'invited' | 'domain';

/** People who read the internal status page and nothing else. They sign in by a mailed link. */
export const viewer = sqliteTable(
  'viewer',
  {
    id: text().primaryKey(),
    pageId: text()
      .notNull()
      .references(() => page.id),
    /** In lower case. */
    email: text().notNull(),
    source: text().$type<ViewerSource>().notNull(),
    invitedByName: text(),
    createdAt: integer().notNull(),
    lastSignInAt: integer(),
  },
  (t) => [uniqueIndex('viewer_email').on(t.pageId, t.email)],
);

/** Sign-in links. Only the SHA-256 of a token is stored; using one deletes all of the address. */
export const viewerLink = sqliteTable(
  'viewer_link',
  {
    id: text().primaryKey(),
    pageId: text()
      .notNull()
      .references(() => page.id),
    email: text().notNull(),
    tokenHash: text().notNull().unique(),
    createdAt: integer().notNull(),
    expiresAt: integer().notNull(),
  },
  (t) => [index('viewer_link_address').on(t.pageId, t.email)],
);

/** Only the SHA-256 of the cookie is stored. */
export const viewerSession = sqliteTable(
  'viewer_session',
  {
    tokenHash: text().primaryKey(),
    viewerId: text()
      .notNull()
      .references(() => viewer.id, { onDelete: 'cascade' }),
    createdAt: integer().notNull(),
    expiresAt: integer().notNull(),
  },
  (t) => [index('viewer_session_viewer').on(t.viewerId)],
);

/** Who gets internal news by email: a member or a viewer, once for each topic. */
export const internalSubscriber = sqliteTable(
  'internal_subscriber',
  {
    id: text().primaryKey(),
    pageId: text()
      .notNull()
      .references(() => page.id),
    userId: text().references(() => user.id, { onDelete: 'cascade' }),
    viewerId: text().references(() => viewer.id, { onDelete: 'cascade' }),
    /** What they asked for. */
    audience: text().$type<InternalTopic>().notNull(),
    createdAt: integer().notNull(),
  },
  (t) => [
    uniqueIndex('internal_subscriber_user').on(t.pageId, t.userId, t.audience),
    uniqueIndex('internal_subscriber_viewer').on(t.pageId, t.viewerId, t.audience),
  ],
);
