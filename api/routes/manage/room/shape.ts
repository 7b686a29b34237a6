import type { InternalUpdateRow } from '../../../../db/room/card.ts';
import { isShared, type RoleHolder, responseRoles } from '../../../domain/room/response-role.ts';
import type { TimelineEntry } from '../../../domain/room/timeline/timeline-entry.ts';
import { type TriageAnswer, triageFields } from '../../../domain/room/triage.ts';
import { isoTime, isoTimeOrNull } from '../../../domain/time/iso.ts';
import type { ResponseFacts } from '../../../reads/incident/room.ts';

/** An entry of the team's timeline. Each function lists its keys, as in `../shape.ts`. */
export const entryShape = (entry: TimelineEntry, incidentId: string) => ({
  id: entry.id,
  incident_id: incidentId,
  kind: entry.kind,
  text: entry.text,
  author: entry.author,
  at: isoTime(entry.at),
  original_at: isoTime(entry.originalAt),
  created_at: isoTime(entry.createdAt),
  pinned: entry.pinned,
  hidden: entry.hidden,
  automatic: entry.automatic,
});

const holderShape = ({ userId, name, since, isMember }: RoleHolder) => ({
  id: userId,
  name,
  since: isoTimeOrNull(since),
  is_member: isMember,
});

export const rolesShape = ({ roles, required, warnings, roleHistory, people }: ResponseFacts) => ({
  ...Object.fromEntries(
    responseRoles.map((role) => {
      const holders = roles[role].map(holderShape);
      return isShared(role) ? ['experts', holders] : [role, holders[0] ?? null];
    }),
  ),
  required,
  warnings,
  people,
  history: roleHistory.map((row) => ({
    role: row.role,
    id: row.userId,
    name: row.name,
    assigned_by: row.assignedBy,
    assigned_at: isoTime(row.assignedAt),
    ended_at: isoTimeOrNull(row.endedAt),
  })),
});

const answerShape = ({ text, author, createdAt }: TriageAnswer) => ({
  text,
  author,
  at: isoTime(createdAt),
});

export const triageShape = ({ triage, answers }: ResponseFacts) => ({
  ...Object.fromEntries(
    triageFields.map((field) => [field, triage[field] && answerShape(triage[field])]),
  ),
  unanswered: triageFields.filter((field) => !triage[field]),
  history: answers.map((answer) => ({ question: answer.field, ...answerShape(answer) })),
});

export const milestonesShape = ({ milestones }: ResponseFacts) =>
  milestones.map(({ kind, level, at, automatic, reason, author }) => ({
    ...{ kind, level, at: isoTime(at), automatic, reason, author },
  }));

export const incidentAlertsShape = ({ alerts, milestones, firstWord }: ResponseFacts) => {
  const [first] = alerts;
  const announced = milestones.find(({ kind }) => kind === 'announced');
  return {
    total: first?.total ?? 0,
    first_alert_at: isoTimeOrNull(first?.firstSeenAt ?? null),
    first_public_update_at: isoTimeOrNull(announced?.at ?? null),
    time_to_inform_seconds: firstWord === null ? null : Math.round(firstWord / 1000),
    alerts: alerts.map(({ id, title, severity, status, source, firstSeenAt, endsAt }) => ({
      ...{ id, title, severity, status, source },
      first_seen_at: isoTime(firstSeenAt),
      ends_at: isoTimeOrNull(endsAt),
    })),
  };
};

export const acknowledgementShape = ({ acknowledge }: ResponseFacts) => ({
  state: acknowledge?.state ?? 'not_required',
  due_at: acknowledge && acknowledge.within > 0 ? isoTime(acknowledge.dueAt) : null,
  level: acknowledge?.level ?? 0,
  acknowledged_at: isoTimeOrNull(acknowledge?.doneAt ?? null),
  acknowledged_by: acknowledge?.doneBy ?? null,
});

export const internalUpdateShape = (row: InternalUpdateRow) => ({
  id: row.id,
  incident_id: row.incidentId,
  number: row.seq,
  audience: row.audience,
  current_state: row.currentState,
  what_we_know: row.whatWeKnow,
  what_we_are_doing: row.whatWeAreDoing,
  impact: row.impact,
  next_update_by: isoTimeOrNull(row.nextUpdateBy),
  updates_every: row.updatesEvery,
  author: row.author,
  created_at: isoTime(row.createdAt),
});
