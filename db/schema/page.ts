import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Branding, PageLink } from '../../api/domain/branding/branding.ts';
import type { Logo } from '../../api/domain/branding/logo.ts';
import type { Audience } from '../../api/domain/incident/incident.ts';
import type { Step } from '../../api/domain/response/escalation.ts';
import type { SeverityLevel } from '../../api/domain/response/severity.ts';
import type { Locale } from '../../api/domain/text/locale.ts';

export const page = sqliteTable('page', {
  id: text().primaryKey(),
  name: text().notNull(),
  timeZone: text().notNull().default('Etc/UTC'),
  /** In which its people write, and in which it speaks to whoever wishes for no language that it knows. */
  locale: text().$type<Locale>().notNull().default('en'),
  /** In which its people write besides. */
  languages: text({ mode: 'json' }).$type<Locale[]>().notNull().default([]),
  accent: text(),
  /** Uploaded, and what is said of whatever logo there is; `logoUrl` is one that others keep. */
  logo: text({ mode: 'json' }).$type<Logo>(),
  logoUrl: text(),
  supportUrl: text(),
  /** The page's own links and words at its foot, and what it declares of the site's look. */
  links: text({ mode: 'json' }).$type<PageLink[]>().notNull().default([]),
  footer: text(),
  theme: text({ mode: 'json' }).$type<Branding['theme']>(),
  /** Seconds between publishing an update and its mail, in which the mail can be stopped. */
  mailHold: integer().notNull().default(30),
  /** Minutes before a maintenance at which its subscribers are reminded, where it is not said otherwise. */
  remindBefore: text({ mode: 'json' }).$type<number[]>().notNull().default([1440]),
  /** Ids of preflight rules this page does without, and words that must stay inside. */
  preflightOff: text({ mode: 'json' }).$type<string[]>().notNull().default([]),
  ownWords: text({ mode: 'json' }).$type<string[]>().notNull().default([]),
  /** Per cent of a minute that a minute in this status takes from the uptime. */
  weightMajor: integer().notNull().default(100),
  weightPartial: integer().notNull().default(30),
  weightDegraded: integer().notNull().default(0),
  /** Severities, gravest first, and who is reminded of a promise when; null for the standard ones. */
  ladder: text({ mode: 'json' }).$type<SeverityLevel[]>(),
  escalation: text({ mode: 'json' }).$type<Step[]>(),
  /** Whether an incident without a severity needs approval; null where the severities decide. */
  approvalWithoutSeverity: integer({ mode: 'boolean' }),
  /** Search engines are asked to leave the page out. */
  noindex: integer({ mode: 'boolean' }).notNull().default(false),
  /** Origins of other sites that may show the public pages in a frame. */
  frameOrigins: text({ mode: 'json' }).$type<string[]>().notNull().default([]),
  /** The first BASE_URL, of which ids in feeds are made; null until it is stored. */
  idOrigin: text(),
  /** Raised by every write that a reader could see; every cache is keyed by it. */
  version: integer().notNull().default(1),
  /** Raised by an edit of the page's own settings: what a stale form is checked against. */
  revision: integer().notNull().default(1),
  createdAt: integer().notNull(),
  updatedAt: integer().notNull(),
});

/** No longer written: rows are read as fast. It stays until no version before needs it. */
export const snapshot = sqliteTable(
  'snapshot',
  {
    pageId: text().notNull(),
    audience: text().$type<Audience>().notNull(),
    version: integer().notNull(),
    body: text().notNull(),
    builtAt: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.pageId, t.audience] })],
);

/** Who did what to which row. No foreign keys: it outlives its subject. */
export const audit = sqliteTable(
  'audit',
  {
    id: text().primaryKey(),
    pageId: text(),
    at: integer().notNull(),
    actor: text().notNull(),
    action: text().notNull(),
    subject: text().notNull(),
    subjectId: text().notNull(),
    before: text({ mode: 'json' }).$type<unknown>(),
    after: text({ mode: 'json' }).$type<unknown>(),
  },
  (t) => [index('audit_page_at').on(t.pageId, t.at)],
);

/** Facts about the installation itself, such as the hash of the one-time set-up token. */
export const install = sqliteTable('install', {
  key: text().primaryKey(),
  value: text().notNull(),
});
