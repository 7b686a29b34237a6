import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { NotificationState } from '../../../api/domain/delivery/states.ts';
import type { ZonedTimes } from '../../../api/domain/delivery/zoned-time.ts';
import type { Locale } from '../../../api/domain/text/locale.ts';
import type { Detail } from '../page/subscriber.ts';
import type { ChannelName } from './channel.ts';

export type { NotificationState };
/** Which subscribers a notification is for, by the detail they chose. */
export type NotifiedDetail = 'all' | Detail;
export type Guard = 'quiet' | 'many' | 'answered';
export type ChannelMessage = {
  subject: string;
  html: string;
  text: string;
  /** The times in it, for recipients with a zone of their own. */
  times?: ZonedTimes | null;
  /** Updates that this one replaces, oldest first; only of a channel that tells each by itself. */
  earlier?: { updateId: string; text: string }[];
};
export type Translated = Partial<Record<Locale, ChannelMessage>>;
/** The message of one channel, complete except for each recipient's own links. */
export type RenderedMessage = ChannelMessage & { from: string; translated: Translated };

/**
 * The promise to notify subscribers, written in the same batch as the update. Its text is rendered
 * once, when planning begins.
 */
export const notification = sqliteTable(
  'notification',
  {
    id: text().primaryKey(),
    pageId: text().notNull(),
    incidentId: text().notNull(),
    updateId: text().notNull(),
    kind: text().notNull().default('update'),
    detail: text().$type<NotifiedDetail>().notNull().default('all'),
    state: text().$type<NotificationState>().notNull(),
    /** Ids of the affected components; null notifies only subscribers of everything. */
    componentIds: text({ mode: 'json' }).$type<string[] | null>(),
    /** Recipients must be confirmed by then. */
    cutAt: integer().notNull(),
    /** The publisher can stop it until then. Database clock, ms. */
    holdUntil: integer().notNull(),
    /** When it was last active or released by a person. After a long pause, a person is asked. */
    aliveAt: integer().notNull().default(0),
    /** The newer notification of the incident that replaces this one. */
    supersededBy: text(),
    /** Why a person is asked before it is sent, or that one agreed. */
    guard: text().$type<Guard>(),
    /** When its text was rendered and its recipients were chosen. Database clock, ms. */
    startedAt: integer(),
    /** The whole mail except personal links, so that a retry is identical after any change of settings. */
    from: text(),
    subject: text(),
    html: text(),
    text: text(),
    times: text({ mode: 'json' }).$type<ZonedTimes | null>(),
    /** The same in other languages of subscribers. */
    translated: text({ mode: 'json' }).$type<Translated | null>(),
    /** The messages of channels other than email, by channel; null without such channels. */
    messages: text({ mode: 'json' }).$type<Record<ChannelName, RenderedMessage> | null>(),
    /** Id of the last planned subscriber; null before the first. */
    planCursor: text(),
    planned: integer().notNull().default(0),
    sent: integer().notNull().default(0),
    failed: integer().notNull().default(0),
    suppressed: integer().notNull().default(0),
    unknown: integer().notNull().default(0),
    createdAt: integer().notNull(),
    finishedAt: integer(),
  },
  (t) => [
    uniqueIndex('notification_update').on(t.updateId, t.kind),
    index('notification_todo').on(t.state, t.holdUntil).where(sql`state in ('held', 'planning')`),
    index('notification_incident').on(t.incidentId),
    index('notification_page').on(t.pageId, t.createdAt),
  ],
);
