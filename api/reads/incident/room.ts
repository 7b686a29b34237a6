import type { Db } from '../../../db/engine/client.ts';
import { type IncidentRow, type RoomRows, readRoom } from '../../../db/room/event.ts';
import { type PlanRows, readPlan } from '../../../db/room/plan.ts';
import { listMembers } from '../../../db/team/account.ts';
import { firstWordAfter } from '../../domain/alert/first-word.ts';
import { PAGERDUTY } from '../../domain/escalation/pagerduty.ts';
import { awaitedIn } from '../../domain/obligation/acknowledge.ts';
import { reasonOf } from '../../domain/obligation/words.ts';
import { type SeverityLevel, severityScaleOf } from '../../domain/response/severity.ts';
import { checkedItems, checklistFor } from '../../domain/room/checklist.ts';
import { internalCadence } from '../../domain/room/internal-cadence.ts';
import type { InternalAudience } from '../../domain/room/internal-update.ts';
import { sharedLinks } from '../../domain/room/link.ts';
import { milestonesOf } from '../../domain/room/milestone.ts';
import { phaseOf } from '../../domain/room/phase.ts';
import { requiredRoles, roleHolders, roleWarnings } from '../../domain/room/response-role.ts';
import { timelineOf } from '../../domain/room/timeline/timeline.ts';
import type { TimelineEntry } from '../../domain/room/timeline/timeline-entry.ts';
import { triageCard } from '../../domain/room/triage.ts';
import { readPaging } from '../alert/paging.ts';
import { readEscalation } from './escalation.ts';

type People = readonly { id: string; name: string }[];

/** The team's timeline of an incident, newest first. Hidden events only where asked for. */
export async function readTimeline(
  db: Db,
  incident: IncidentRow,
  { hidden }: { hidden: boolean },
): Promise<TimelineEntry[]> {
  const [rows, plan] = await Promise.all([readRoom(db, incident), readPlan(db, incident)]);
  const members = rows.steps.length > 0 ? await listMembers(db, incident.pageId) : [];
  return timelineIn(incident, { ...rows, ...plan }, members).filter(
    (entry) => hidden || !entry.hidden,
  );
}

function timelineIn(
  incident: IncidentRow,
  rows: RoomRows & PlanRows,
  members: People,
): TimelineEntry[] {
  const nameOf = (id: string) =>
    id === PAGERDUTY
      ? 'PagerDuty'
      : (members.find((one) => one.id === id)?.name ?? 'a former member');
  const done = acknowledgedIn(rows);
  return timelineOf({
    ...rows,
    // Whoever opened it is in the timeline already.
    acknowledged: done && done.at > incident.createdAt ? { id: 'acknowledged', ...done } : null,
    escalations: rows.steps.map((step) => ({
      ...step,
      reason: reasonOf(step),
      people: step.people.map(nameOf),
    })),
  });
}

const acknowledgedIn = ({ acknowledge }: RoomRows) =>
  acknowledge && acknowledge.doneAt !== null
    ? { at: acknowledge.doneAt, by: acknowledge.doneBy ?? '' }
    : null;

function awaitedBy({ acknowledge, steps, acknowledgedBy }: RoomRows, people: People) {
  if (!acknowledge) return null;
  const members = new Map(people.map(({ id, name }) => [id, name]));
  const facts = { steps, answers: acknowledgedBy, members: new Set(members.keys()) };
  const { notified, missing, reachedNobody } = awaitedIn(acknowledge, facts);
  const named = (ids: readonly string[]) => ids.map((id) => members.get(id) ?? '');
  return { notified: named(notified), missing: named(missing), reachedNobody };
}

/** Minutes to the next internal update, by audience: as announced, and without an announcement. */
const cadenceOf = (
  updates: RoomRows['internalUpdates'],
  by: Parameters<typeof internalCadence>[1],
): Record<InternalAudience, { every: number | null; usual: number | null }> => {
  const latestOf = (audience: InternalAudience) => ({
    every: internalCadence(audience, by, updates),
    usual: internalCadence(audience, by, []),
  });
  return { responders: latestOf('responders'), executives: latestOf('executives') };
};

export type ResponseFacts = Awaited<ReturnType<typeof readResponse>>;

/** Everything in the room of an incident, as its panels show it. */
export async function readResponse(
  db: Db,
  page: { id: string; severityScale: SeverityLevel[] | null },
  incident: IncidentRow,
) {
  const [rows, plan, members, escalation] = await Promise.all([
    readRoom(db, incident),
    readPlan(db, incident),
    listMembers(db, page.id),
    readEscalation(db, incident),
  ]);
  const scale = severityScaleOf(page);
  const { severity, resolvedAt } = incident;
  const roles = roleHolders(incident, rows.roles, members);
  const milestones = milestonesOf({
    updates: rows.updates,
    resolvedAt,
    acknowledged: acknowledgedIn(rows),
    written: rows.milestones,
  });
  const announced = milestones.find(({ kind }) => kind === 'announced')?.at ?? null;
  return {
    roles,
    required: requiredRoles(scale, severity),
    warnings: roleWarnings(roles, { scale, severity }),
    roleHistory: rows.roles,
    /** Who can be given a role. */
    people: members.map(({ id, name }) => ({ id, name })),
    triage: triageCard(rows.answers),
    answers: rows.answers,
    milestones,
    alerts: rows.alerts,
    alertPaging: await readPaging(
      db,
      page.id,
      rows.alerts.map(({ groupId }) => groupId),
    ),
    /** From the first alert to the first public update, in ms. */
    firstWord: firstWordAfter(rows.alerts[0]?.firstSeenAt ?? null, announced),
    internalUpdates: rows.internalUpdates,
    internalCadences: cadenceOf(rows.internalUpdates, { scale, severity }),
    acknowledge: rows.acknowledge,
    /** Who was asked to acknowledge it, and who of them must and has not. */
    awaited: awaitedBy(rows, members),
    escalation,
    timeline: timelineIn(incident, { ...rows, ...plan }, members),
    links: sharedLinks(plan.links, plan.settings),
    /** The address of a new ticket, with placeholders; empty without one. */
    ticketTemplate: plan.settings?.ticketUrl ?? '',
    phase: phaseOf(plan.entered, incident.startedAt),
    checklist: checkedItems(checklistFor(plan.settings?.checklists ?? {}, severity), plan.ticks),
    timers: plan.timers,
    hypotheses: plan.hypotheses,
    dismissals: plan.dismissals,
  };
}
