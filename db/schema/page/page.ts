import {
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core';
import type { Branding, PageLink } from '../../../api/domain/branding/branding.ts';
import type { Logo } from '../../../api/domain/branding/logo.ts';
import type { Audience } from '../../../api/domain/incident/incident.ts';
import type { StoredChecklist } from '../../../api/domain/page/checklist.ts';
import type { EscalationStep } from '../../../api/domain/response/escalation.ts';
import type { SeverityLevel } from '../../../api/domain/response/severity.ts';
import type { Locale } from '../../../api/domain/text/locale.ts';
import type { WorkingCalendar } from '../../../api/domain/time/working-time.ts';

export const page = sqliteTable(
  'page',
  {
    id: text().primaryKey(),
    name: text().notNull(),
    /** Its own origin, such as `https://status.example.com`; null for the installation's BASE_URL. */
    baseUrl: text(),
    timeZone: text().notNull().default('Etc/UTC'),
    /** The language the team writes in, and the default for readers. */
    locale: text().$type<Locale>().notNull().default('en'),
    /** Other languages they write in. */
    languages: text({ mode: 'json' }).$type<Locale[]>().notNull().default([]),
    accent: text(),
    /** The uploaded logo, and the alternative text of any logo; `logoUrl` is an external one. */
    logo: text({ mode: 'json' }).$type<Logo>(),
    logoUrl: text(),
    supportUrl: text(),
    /** Linked where people sign up. */
    privacyUrl: text(),
    /** Days until only a hash of an unsubscribed address is kept. */
    retentionDays: integer().notNull().default(30),
    /** Links and text in the footer, and custom properties of the theme. */
    links: text({ mode: 'json' }).$type<PageLink[]>().notNull().default([]),
    footer: text(),
    theme: text({ mode: 'json' }).$type<Branding['theme']>(),
    /** Seconds between publishing and sending, in which the mail can be stopped. */
    mailHold: integer().notNull().default(30),
    /** Minutes before a maintenance at which reminders are sent, unless the plan says otherwise. */
    remindBefore: text({ mode: 'json' }).$type<number[]>().notNull().default([1440]),
    /** Ids of disabled preflight rules, and words that must not be published. */
    preflightOff: text({ mode: 'json' }).$type<string[]>().notNull().default([]),
    ownWords: text({ mode: 'json' }).$type<string[]>().notNull().default([]),
    /** Percent of a minute in this status that counts as downtime. */
    weightMajor: integer().notNull().default(100),
    weightPartial: integer().notNull().default(30),
    weightDegraded: integer().notNull().default(0),
    /** The severity scale, most severe first, and the escalation of promises; null for the standard ones. */
    severityScale: text('ladder', { mode: 'json' }).$type<SeverityLevel[]>(),
    escalation: text({ mode: 'json' }).$type<EscalationStep[]>(),
    /** The business hours that severities can count in; null for the standard ones. */
    workingHours: text({ mode: 'json' }).$type<WorkingCalendar>(),
    /** Whether an incident without a severity needs approval; null: if any severity does. */
    approvalWithoutSeverity: integer({ mode: 'boolean' }),
    /** Asks search engines not to list the page. */
    noindex: integer({ mode: 'boolean' }).notNull().default(false),
    /** Origins that may show the public pages in a frame. */
    frameOrigins: text({ mode: 'json' }).$type<string[]>().notNull().default([]),
    /** Domains whose people may read the internal status page, such as `example.com`. */
    internalDomains: text('inside_domains', { mode: 'json' })
      .$type<string[]>()
      .notNull()
      .default([]),
    /** The get-started checklist of a page that was set up; null for pages without one. */
    checklist: text({ mode: 'json' }).$type<StoredChecklist>(),
    /** The first BASE_URL, used in ids of feeds; null until it is stored. */
    idOrigin: text(),
    /** Increased by every write that readers can see; every cache is keyed by it. */
    version: integer().notNull().default(1),
    /** Increased by edits of the settings: a stale form is rejected by it. */
    revision: integer().notNull().default(1),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (t) => [uniqueIndex('page_address').on(t.baseUrl)],
);

/** Not used any more. It stays until no earlier version needs it. */
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

/** Facts about the installation, such as the hash of the set-up token. */
export const install = sqliteTable('install', {
  key: text().primaryKey(),
  value: text().notNull(),
});
