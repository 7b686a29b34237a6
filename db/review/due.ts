import { and, eq, gte, isNotNull, sql } from 'drizzle-orm';
import type { Db } from '../engine/client.ts';
import { plain, type Statement } from '../engine/write.ts';
import { incident, obligation, page, review, reviewSettings } from '../schema/index.ts';

/** Incidents with a severity that ended since then, with their postmortem and its deadline. */
export const reviewableSince = (db: Db, since: number) =>
  db
    .select({
      id: incident.id,
      pageId: incident.pageId,
      name: incident.name,
      severity: incident.severity,
      resolvedAt: incident.resolvedAt,
      leadId: incident.leadId,
      commanderId: incident.commanderId,
      severityScale: page.severityScale,
      workingHours: page.workingHours,
      timeZone: page.timeZone,
      hours: reviewSettings.dueHours,
      review: review.state,
      obligationState: obligation.state,
      deadline: obligation.deadline,
    })
    .from(page)
    .innerJoin(incident, and(eq(incident.pageId, page.id), gte(incident.resolvedAt, since)))
    .leftJoin(review, eq(review.incidentId, incident.id))
    .leftJoin(reviewSettings, eq(reviewSettings.pageId, page.id))
    .leftJoin(
      obligation,
      and(
        eq(obligation.subject, 'review'),
        eq(obligation.subjectId, incident.id),
        eq(obligation.kind, 'review'),
      ),
    )
    .where(
      and(eq(incident.kind, 'incident'), eq(incident.drill, false), isNotNull(incident.severity)),
    );
export type EndedIncident = Awaited<ReturnType<typeof reviewableSince>>[number];

/** Reopened incidents need no postmortem yet. */
export const completeReopened = (at: number): Statement =>
  plain(sql`update obligation set state = 'done', done_at = ${at}
    where kind = 'review' and state = 'open'
      and subject_id in (select id from incident where resolved_at is null)`);
