import { intervalsOf } from '../../../db/component/import.ts';
import type { Db } from '../../../db/engine/client.ts';
import type { IncidentRecord } from '../../../db/incident/timeline.ts';
import { acknowledgeMinutes } from '../../domain/obligation/acknowledge.ts';
import type { CountingPage } from '../../domain/obligation/deadline.ts';
import { severityScaleOf } from '../../domain/response/severity.ts';
import type { ReviewFacts } from '../../domain/review/facts.ts';
import { minutesOf } from '../../domain/review/minutes-down.ts';
import { readIncidentChanges } from '../change/changes.ts';
import { readResponse } from '../incident/room.ts';

export type ReviewPage = CountingPage & { id: string };

/** All that is known about an incident, for its postmortem. */
export async function readReviewFacts(
  db: Db,
  page: ReviewPage,
  record: IncidentRecord,
  now: number,
): Promise<ReviewFacts> {
  const [response, changes, intervals] = await Promise.all([
    readResponse(db, page, record),
    readIncidentChanges(db, record, now),
    record.componentIds.length > 0 ? intervalsOf(db, record.componentIds) : [],
  ]);
  const { startedAt, resolvedAt, severity } = record;
  const scale = severityScaleOf(page);
  return {
    incident: { id: record.id, name: record.name, severity, startedAt, resolvedAt },
    zone: page.timeZone,
    updates: record.updates.toSorted((a, b) => a.displayAt - b.displayAt || a.seq - b.seq),
    internalUpdates: response.internalUpdates,
    milestones: response.milestones,
    roles: response.roles,
    required: response.required,
    triage: response.triage,
    hypotheses: response.hypotheses,
    timeline: response.timeline.filter(({ hidden }) => !hidden),
    suspects: [...changes.before, ...changes.since]
      .filter(({ suspect }) => suspect !== null)
      .toSorted((a, b) => b.at - a.at),
    minutesDown: minutesOf(intervals, { from: startedAt, to: resolvedAt ?? now }),
    acknowledgeWithin: acknowledgeMinutes(scale, severity),
  };
}
