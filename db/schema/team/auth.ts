import { sql } from 'drizzle-orm';
import {
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core';
import type { Role } from '../../../api/domain/response/role.ts';
import type { ScopeList } from '../../../api/domain/response/token-scope.ts';
import { page } from '../page/page.ts';

const instant = () => integer({ mode: 'timestamp_ms' });

/** The tables of better-auth, and its rate limit. It defines their columns. */
export const user = sqliteTable('user', {
  id: text().primaryKey(),
  name: text().notNull(),
  email: text().notNull().unique(),
  emailVerified: integer({ mode: 'boolean' }).notNull().default(false),
  image: text(),
  twoFactorEnabled: integer({ mode: 'boolean' }).notNull().default(false),
  createdAt: instant().notNull(),
  updatedAt: instant().notNull(),
});

export const session = sqliteTable(
  'session',
  {
    id: text().primaryKey(),
    expiresAt: instant().notNull(),
    token: text().notNull().unique(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
    ipAddress: text(),
    userAgent: text(),
    userId: text()
      .notNull()
      .references(() => user.id, { onDelete: 'cascade' }),
  },
  (t) => [index('session_user').on(t.userId)],
);

export const account = sqliteTable(
  'account',
  {
    id: text().primaryKey(),
    accountId: text().notNull(),
    providerId: text().notNull(),
    userId: text()
      .notNull()
      .references(() => user.id, { onDelete: 'cascade' }),
    accessToken: text(),
    refreshToken: text(),
    idToken: text(),
    accessTokenExpiresAt: instant(),
    refreshTokenExpiresAt: instant(),
    scope: text(),
    password: text(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [index('account_user').on(t.userId)],
);

export const verification = sqliteTable(
  'verification',
  {
    id: text().primaryKey(),
    identifier: text().notNull(),
    value: text().notNull(),
    expiresAt: instant().notNull(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (t) => [index('verification_identifier').on(t.identifier)],
);

export const rateLimit = sqliteTable('rate_limit', {
  id: text().primaryKey(),
  key: text().notNull().unique(),
  count: integer().notNull(),
  lastRequest: integer().notNull(),
});

/** Secret and recovery codes are encrypted with SECRET_KEY. Not `verified`: set up and not confirmed yet. */
export const twoFactor = sqliteTable(
  'two_factor',
  {
    id: text().primaryKey(),
    secret: text().notNull(),
    backupCodes: text().notNull(),
    userId: text()
      .notNull()
      .references(() => user.id, { onDelete: 'cascade' }),
    verified: integer({ mode: 'boolean' }).notNull().default(true),
    failedVerificationCount: integer().notNull().default(0),
    lockedUntil: instant(),
  },
  (t) => [uniqueIndex('two_factor_user').on(t.userId)],
);

/** Links for a forgotten password. Only the SHA-256 of a token is stored; using one deletes all of the person. */
export const passwordReset = sqliteTable(
  'password_reset',
  {
    id: text().primaryKey(),
    userId: text()
      .notNull()
      .references(() => user.id, { onDelete: 'cascade' }),
    tokenHash: text().notNull().unique(),
    createdAt: integer().notNull(),
    expiresAt: integer().notNull(),
  },
  (t) => [index('password_reset_user').on(t.userId)],
);

/** Members of a page and their roles. */
export const member = sqliteTable(
  'member',
  {
    pageId: text()
      .notNull()
      .references(() => page.id),
    userId: text()
      .notNull()
      .references(() => user.id, { onDelete: 'cascade' }),
    role: text().$type<Role>().notNull(),
    createdAt: integer().notNull(),
    lastSignInAt: integer(),
  },
  (t) => [primaryKey({ columns: [t.pageId, t.userId] }), index('member_user').on(t.userId)],
);

/** Asks somebody to join. Only the SHA-256 of the link's token is stored; inviting again replaces it. */
export const invitation = sqliteTable(
  'invitation',
  {
    id: text().primaryKey(),
    pageId: text()
      .notNull()
      .references(() => page.id),
    email: text().notNull(),
    role: text().$type<Role>().notNull(),
    tokenHash: text().notNull().unique(),
    invitedByName: text().notNull(),
    createdAt: integer().notNull(),
    expiresAt: integer().notNull(),
    /** The direct mail with the link; null when the link was handed over. */
    mailId: text(),
    acceptedAt: integer(),
    withdrawnAt: integer(),
  },
  (t) => [
    uniqueIndex('invitation_open')
      .on(t.pageId, t.email)
      .where(sql`accepted_at is null and withdrawn_at is null`),
  ],
);

/** Only the SHA-256 of a token is stored; the token is shown once. */
export const apiToken = sqliteTable('api_token', {
  id: text().primaryKey(),
  pageId: text()
    .notNull()
    .references(() => page.id),
  name: text().notNull(),
  role: text().$type<Role>().notNull(),
  scope: text().$type<ScopeList>().notNull().default('everything'),
  hash: text().notNull().unique(),
  createdAt: integer().notNull(),
  /** The member who created it, and with whom it ends. Null for the command line. */
  madeById: text(),
  madeByName: text(),
  expiresAt: integer(),
  lastUsedAt: integer(),
  revokedAt: integer(),
});
