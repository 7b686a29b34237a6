import {
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core';
import { incident } from '../incident/incident.ts';
import { user } from '../team/auth.ts';

/** `/incident` in Slack: the app of a page, and what becomes of an incident's channel. */
export const chatCommands = sqliteTable('chat_commands', {
  pageId: text().primaryKey(),
  /** Of the Slack app, encrypted. It signs all that Slack sends. */
  signingSecret: text().notNull(),
  /** Whether each incident gets a channel of its own. */
  makesChannels: integer({ mode: 'boolean' }).notNull(),
  /** Incidents that are older than this have none. */
  makesChannelsSince: integer().notNull(),
  channelName: text().notNull(),
  /** Where people write when no channel can be made. */
  sharedChannel: text().notNull().default(''),
  createdAt: integer().notNull(),
  updatedAt: integer().notNull(),
});

/** A Slack user who is a member, as the member confirmed with a code. */
export const chatPerson = sqliteTable(
  'chat_person',
  {
    pageId: text().notNull(),
    /** Slack's ids of the workspace and of the user. */
    teamId: text().notNull(),
    externalId: text().notNull(),
    userId: text()
      .notNull()
      .references(() => user.id, { onDelete: 'cascade' }),
    createdAt: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.pageId, t.teamId, t.externalId] })],
);

/** A code that a member types in Slack once; stored hashed. */
export const chatLinkCode = sqliteTable('chat_link_code', {
  hash: text().primaryKey(),
  pageId: text().notNull(),
  userId: text()
    .notNull()
    .references(() => user.id, { onDelete: 'cascade' }),
  expiresAt: integer().notNull(),
});

/** `making` until Slack has made the channel; `failed` says why in `problem`. */
export type IncidentChannelState = 'making' | 'open' | 'failed' | 'ended';

/** The channel of an incident in Slack. */
export const incidentChannel = sqliteTable(
  'incident_channel',
  {
    incidentId: text()
      .primaryKey()
      .references(() => incident.id, { onDelete: 'cascade' }),
    pageId: text().notNull(),
    state: text().$type<IncidentChannelState>().notNull(),
    /** The row of the workspace; empty where the page has none with a token. */
    workspaceId: text().notNull(),
    teamId: text().notNull(),
    /** Null until it was made. */
    channelId: text(),
    name: text().notNull(),
    /** The topic as it was last set. */
    topic: text().notNull().default(''),
    /** Members who were invited, or could not be: nobody is invited twice. */
    invited: text({ mode: 'json' }).$type<string[]>().notNull().default([]),
    problem: text(),
    /** Nothing is tried before: Slack asked to wait, or another process works on it. */
    dueAt: integer().notNull(),
    createdAt: integer().notNull(),
  },
  (t) => [
    uniqueIndex('incident_channel_place').on(t.teamId, t.channelId),
    index('incident_channel_due').on(t.state, t.dueAt),
  ],
);
