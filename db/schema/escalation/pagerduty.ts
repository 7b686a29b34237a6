import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { PagerDutyAction, PagerDutyRegion } from '../../../api/domain/escalation/pagerduty.ts';
import { page } from '../page/page.ts';

/** The service of PagerDuty that a page’s escalation policies can trigger. */
export const pagerdutyIntegration = sqliteTable('pagerduty_integration', {
  pageId: text()
    .primaryKey()
    .references(() => page.id, { onDelete: 'cascade' }),
  /** Encrypted. */
  routingKey: text().notNull(),
  region: text().$type<PagerDutyRegion>().notNull().default('us'),
  /** When and why the newest event wasn’t taken; null after one that was. */
  failedAt: integer(),
  failure: text(),
  createdAt: integer().notNull(),
  updatedAt: integer().notNull(),
});

/** Events to send, in order. No foreign key to the incident: the end of a deleted one is sent, too. */
export const pagerdutyEvent = sqliteTable(
  'pagerduty_event',
  {
    id: text().primaryKey(),
    pageId: text().notNull(),
    incidentId: text().notNull(),
    /** The round of the acknowledgment that it belongs to. */
    round: integer().notNull(),
    action: text().$type<PagerDutyAction>().notNull(),
    /** `dropped`: the incident was acknowledged or ended before the first attempt. */
    state: text().$type<'waiting' | 'sent' | 'failed' | 'dropped'>().notNull().default('waiting'),
    attempts: integer().notNull().default(0),
    dueAt: integer().notNull(),
    /** Until when somebody is sending it. */
    leasedUntil: integer(),
    createdAt: integer().notNull(),
    doneAt: integer(),
  },
  (t) => [
    uniqueIndex('pagerduty_event_once').on(t.incidentId, t.round, t.action),
    index('pagerduty_event_due').on(t.dueAt, t.state),
  ],
);
