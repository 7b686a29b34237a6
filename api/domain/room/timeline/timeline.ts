import { type State, stateLabels } from '../../incident/incident.ts';
import type { EventKind } from '../event.ts';
import type { InternalAudience } from '../internal-update.ts';
import { type Milestone, milestoneLabels } from '../milestone.ts';
import { type ResponseRole, responseRoleLabels } from '../response-role.ts';
import { type TriageAnswer, triageQuestions } from '../triage.ts';
import { type PlanFacts, plannedEntries } from './planned-entries.ts';
import { derived, type TimelineEntry } from './timeline-entry.ts';

export type TimelineFacts = PlanFacts & {
  events: readonly {
    id: string;
    kind: EventKind;
    text: string;
    author: string;
    at: number;
    originalAt: number;
    pinned: boolean;
    hiddenAt: number | null;
    createdAt: number;
  }[];
  updates: readonly {
    id: string;
    state: State;
    body: string;
    author: string;
    displayAt: number;
    createdAt: number;
  }[];
  severities: readonly {
    id: string;
    from: string | null;
    to: string | null;
    at: number;
    author: string;
  }[];
  roles: readonly {
    id: string;
    role: ResponseRole;
    name: string;
    assignedBy: string;
    assignedAt: number;
    endedAt: number | null;
  }[];
  answers: readonly (TriageAnswer & { id: string })[];
  milestones: readonly (Omit<Milestone, 'automatic'> & { id: string; createdAt: number })[];
  internalUpdates: readonly {
    id: string;
    seq: number;
    audience: InternalAudience;
    currentState: string;
    author: string;
    createdAt: number;
  }[];
  /** Notifications that are over. */
  mails: readonly { id: string; sent: number; failed: number; finishedAt: number }[];
  acknowledged: { id: string; at: number; by: string } | null;
  escalations: readonly {
    id: string;
    /** Why they were notified: “Nobody has acknowledged the incident.” */
    reason: string;
    people: readonly string[];
    createdAt: number;
  }[];
  /** Alerts that opened the incident or joined those that did; of many, those that came first. */
  alerts: readonly {
    id: string;
    title: string;
    source: string;
    firstSeenAt: number;
    endsAt: number | null;
    total: number;
  }[];
};

const EXCERPT = 200;

/** Everything that people wrote and the product did, newest first. */
export const timelineOf = (facts: TimelineFacts): TimelineEntry[] =>
  // Reversed, so that the later of two entries with one time comes first.
  [
    ...written(facts),
    ...published(facts),
    ...response(facts),
    ...sent(facts),
    ...alerted(facts),
    ...plannedEntries(facts).map(derived),
  ]
    .reverse()
    .sort((a, b) => b.at - a.at || b.createdAt - a.createdAt);

const written = ({ events }: TimelineFacts): TimelineEntry[] =>
  events.map(({ hiddenAt, ...event }) => ({
    ...event,
    hidden: hiddenAt !== null,
    automatic: false,
  }));

const published = ({ updates, severities, internalUpdates }: TimelineFacts): TimelineEntry[] => [
  ...updates.map(({ id, state, body, author, displayAt, createdAt }) =>
    derived({
      ...{ id, kind: 'update', author, at: displayAt, createdAt },
      text: [stateLabels[state], excerptOf(body)].filter(Boolean).join(': '),
    }),
  ),
  ...severities.map(({ from, to, ...rest }) =>
    derived({ ...rest, kind: 'severity', text: severityChange(from, to) }),
  ),
  ...internalUpdates.map(({ id, seq, audience, currentState, author, createdAt }) =>
    derived({
      ...{ id, kind: 'internal_update', author, at: createdAt },
      text: `Internal update #${seq} for ${audience}: ${excerptOf(currentState)}`,
    }),
  ),
];

const severityChange = (from: string | null, to: string | null): string => {
  if (to === null) return `Severity ${from} removed`;
  return from === null ? `Severity set to ${to}` : `Severity changed from ${from} to ${to}`;
};

const response = ({ roles, answers, milestones, acknowledged }: TimelineFacts): TimelineEntry[] => [
  ...roles.flatMap(({ id, role, name, assignedBy, assignedAt, endedAt }) => [
    derived({
      ...{ id, kind: 'role', author: assignedBy, at: assignedAt },
      text: `${responseRoleLabels[role]}: ${name}`,
    }),
    ...(endedAt === null
      ? []
      : [
          derived({
            ...{ id: `${id}.end`, kind: 'role', author: '', at: endedAt },
            text: `${name} is no longer ${responseRoleLabels[role].toLowerCase()}`,
          }),
        ]),
  ]),
  ...answers.map(({ id, field, text, author, createdAt }) =>
    derived({
      ...{ id, kind: 'triage', author, at: createdAt },
      text: `${triageQuestions[field]} ${text || '(answer withdrawn)'}`,
    }),
  ),
  ...milestones.map(({ id, kind, level, reason, author, at, createdAt }) =>
    derived({
      ...{ id, kind: 'milestone', author, at, createdAt },
      text: [describeMilestone(kind, level), reason].filter(Boolean).join(': '),
    }),
  ),
  ...(acknowledged
    ? [
        derived({
          ...{ id: acknowledged.id, kind: 'milestone', author: acknowledged.by },
          ...{ at: acknowledged.at, text: 'Acknowledged' },
        }),
      ]
    : []),
];

/** Such as “Mitigated (partial)”. */
export const describeMilestone = (kind: Milestone['kind'], level: Milestone['level']): string =>
  `${milestoneLabels[kind] ?? kind}${level ? ` (${level})` : ''}`;

const sent = ({ mails, escalations }: TimelineFacts): TimelineEntry[] => [
  ...mails.map(({ id, sent: reached, failed, finishedAt }) =>
    derived({
      ...{ id, kind: 'mail', author: '', at: finishedAt },
      text: `Subscribers notified: ${reached}${failed > 0 ? `, not reached: ${failed}` : ''}`,
    }),
  ),
  ...relevantEscalations(escalations).map(({ id, reason, people, createdAt }) =>
    derived({
      ...{ id, kind: 'escalation', author: '', at: createdAt },
      text: `${reason} ${people.length > 0 ? `Notified: ${people.join(', ')}` : 'No one else to notify.'}`,
    }),
  ),
];

const alerted = ({ alerts }: TimelineFacts): TimelineEntry[] =>
  alerts.flatMap(({ id, title, source, firstSeenAt, endsAt, total }, i) => {
    const others = total - alerts.length;
    const more = i === alerts.length - 1 && others > 0 ? `, and ${others} more after it` : '';
    const began = derived({
      ...{ id, kind: 'alert', author: '', at: firstSeenAt },
      text: `Alert from ${source}: ${excerptOf(title)}${more}`,
    });
    const over = { id: `${id}.end`, text: `Alert over: ${excerptOf(title)}` };
    // An end that a sender dates before the alert came here is shown with it.
    const at = Math.max(firstSeenAt, endsAt ?? 0);
    return endsAt === null ? [began] : [began, derived({ ...over, kind: 'alert', author: '', at })];
  });

/** Steps that notified somebody. Of steps at one time that all notified nobody, only the first. */
const relevantEscalations = (escalations: TimelineFacts['escalations']) =>
  escalations.filter((one) => {
    const isSameStep = (other: typeof one) =>
      other.createdAt === one.createdAt && other.reason === one.reason;
    if (one.people.length > 0) return true;
    const others = escalations.filter(isSameStep);
    return others[0] === one && others.every(({ people }) => people.length === 0);
  });

/** The first words of a text, on one line. */
function excerptOf(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const characters = [...line];
  return characters.length > EXCERPT ? `${characters.slice(0, EXCERPT).join('')}…` : line;
}
