import { and, eq, sql } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import { hasPagerDutyWork } from '../escalation/pagerduty.ts';
import { incident, obligation, page } from '../schema/index.ts';
import { lastActivity } from './acknowledge.ts';
import { isOpenIncident } from './pending.ts';
import { isUnsettled } from './promise.ts';

/** Rows that the tick corrects before it takes steps: promises, and acknowledgments that may lapse. */
export async function readUnsettled(db: Db) {
  const [[unsettled], acknowledged] = await db.batch([
    db.select({ isUnsettled, hasPagerDutyWork }).from(sql`(select 1)`),
    db
      .select({
        id: obligation.id,
        incidentId: incident.id,
        severity: incident.severity,
        severityScale: page.severityScale,
        workingHours: page.workingHours,
        timeZone: page.timeZone,
        doneAt: sql<number>`coalesce(${obligation.doneAt}, ${obligation.createdAt})`,
        lastActivity: lastActivity(incident.id),
      })
      .from(page)
      .innerJoin(incident, eq(incident.pageId, page.id))
      .innerJoin(obligation, eq(obligation.incidentId, incident.id))
      .where(
        and(
          // The standard scale has no lapse.
          sql`${page.severityScale} like '%"lapseAfter":%'`,
          isOpenIncident,
          eq(obligation.kind, 'acknowledge'),
          eq(obligation.state, 'done'),
        ),
      ),
  ]);
  return {
    isUnsettled: Boolean(unsettled?.isUnsettled),
    hasPagerDutyWork: Boolean(unsettled?.hasPagerDutyWork),
    acknowledged,
  };
}
