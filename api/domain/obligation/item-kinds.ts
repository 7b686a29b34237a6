import type { ObligationKind, ObligationSubject } from './obligation.ts';

/** `leaders`: commander and comms lead. `responsible`: the people that the obligation names. */
export type Recipients = 'responsible' | 'commander' | 'leaders' | 'owners';

/** People who are notified together; `orElse` where there is nobody of them. */
export type NotifiedLevel = { notify: readonly Recipients[]; orElse?: Recipients };

/** Where the subject is, and its incident. */
type Place = { subjectId: string; incidentId: string | null };

type ItemKind = {
  subject: ObligationSubject;
  /** Notified in turn: the first when it is due, each next one `within` minutes later. */
  levels: readonly NotifiedLevel[];
  /** Whether it only counts while its incident is open. */
  endsWithIncident: boolean;
  /** What to do, in the list of what is due. */
  task: string;
  /** Why people were notified, on the team's timeline. */
  reason: string;
  /** The mail's text around the title of the subject; `since` introduces a time that isn't a deadline. */
  mail: { subject: string; advice: string; button: string; since?: string };
  /** Path of the screen where it is done. */
  path: (place: Place) => string;
};

/** First the people who are responsible, then the owners. */
const standardLevels: readonly NotifiedLevel[] = [
  { notify: ['responsible'] },
  { notify: ['owners'] },
];

/** Deadlines with a title and responsible people of their own, by kind. */
export const itemKinds = {
  timer: {
    subject: 'timer',
    levels: [{ notify: ['responsible', 'commander'], orElse: 'owners' }],
    endsWithIncident: true,
    task: 'Finish, or take more time',
    reason: 'The time for an action is up.',
    mail: {
      subject: 'Time is up',
      advice: 'Is it done, does it need more time, or is it time to escalate?',
      button: 'Open incident',
    },
    path: ({ incidentId }) => `/admin/incidents/${incidentId}#timers`,
  },
  review: {
    subject: 'review',
    levels: standardLevels,
    endsWithIncident: false,
    task: 'Finish the postmortem',
    reason: 'A postmortem is overdue.',
    mail: {
      subject: 'Postmortem overdue',
      advice: 'Finish it, or say why it isn’t needed.',
      button: 'Open postmortem',
    },
    path: ({ subjectId }) => `/admin/reviews#of-${subjectId}`,
  },
  action_item: {
    subject: 'action_item',
    levels: standardLevels,
    endsWithIncident: false,
    task: 'Finish the action item',
    reason: 'An action item is overdue.',
    mail: {
      subject: 'Action item overdue',
      advice: 'Mark it as done, move its due date, or drop it with a reason.',
      button: 'Open action item',
    },
    path: ({ subjectId }) => `/admin/reviews/action-items/${subjectId}`,
  },
  temporary_fix: {
    subject: 'temporary_fix',
    levels: standardLevels,
    endsWithIncident: false,
    task: 'Remove the temporary fix',
    reason: 'A temporary fix is still in place.',
    mail: {
      subject: 'Temporary fix still in place',
      advice: 'Remove it and check that everything works without it, or move its due date.',
      button: 'Open temporary fix',
    },
    path: ({ subjectId }) => `/admin/reviews/action-items/${subjectId}`,
  },
  shift_handover: {
    subject: 'shift',
    levels: standardLevels,
    endsWithIncident: false,
    task: 'Hand over the shift',
    reason: 'A shift was not handed over.',
    mail: {
      subject: 'Shift hand-over due',
      advice: 'Write what the next person needs to know, or accept what was written.',
      button: 'Open hand-over',
    },
    path: ({ subjectId }) => `/admin/on-call/handover/${subjectId}`,
  },
  /** Its levels are those of the rule’s route; these serve where that is gone. */
  alert: {
    subject: 'alert_group',
    levels: standardLevels,
    endsWithIncident: false,
    task: 'Acknowledge the alert',
    reason: 'Nobody has acknowledged an alert.',
    mail: {
      subject: 'Alert firing',
      advice: 'If you’re working on it, acknowledge it, so that nobody else is paged.',
      button: 'Acknowledge alert',
      since: 'has been firing since',
    },
    path: ({ subjectId }) => `/admin/alerts/groups/${subjectId}`,
  },
} satisfies Partial<Record<ObligationKind, ItemKind>>;

export type ItemObligation = keyof typeof itemKinds;
/** Null for deadlines of an incident itself. */
export const itemKindOf = (kind: ObligationKind): ItemKind | null =>
  kind in itemKinds ? itemKinds[kind as ItemObligation] : null; // a key of the object

/** Kinds that outlive their incident, or have none. */
export const lastingKinds = (Object.keys(itemKinds) as ItemObligation[]) // the keys of a literal
  .filter((kind) => !itemKinds[kind].endsWithIncident);
