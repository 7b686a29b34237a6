/** Some recipients of a notification by one channel: claimed, sent and accounted for together. */
export type BatchState = 'ready' | 'leased' | 'done' | 'dead' | 'superseded' | 'unknown';

/** The promise to tell subscribers of one update. */
export type NotificationState =
  | 'held'
  | 'planning'
  | 'sending'
  | 'paused'
  | 'done'
  | 'cancelled'
  | 'superseded'
  | 'needs_operator';

/** What each state means, and to which it changes: by whom, and why. */
type States<State extends string> = Record<
  State,
  { means: string; next: Partial<Record<State, string>> }
>;

/** A batch begins as `ready`, or as `unknown` if it takes over recipients whose outcome is unknown. */
export const batchStates: States<BatchState> = {
  ready: {
    means: 'Waits until it is due.',
    next: {
      leased: 'sender: claims it',
      superseded: 'end of its notification: nothing of it is sent any more',
    },
  },
  leased: {
    means: 'A sender has it, until its lease runs out; then another may claim it.',
    next: {
      ready:
        'sender: tries again later, or gives back what it has not begun; person: pauses the notification',
      done: 'sender: at least one recipient was reached, or nobody was left to write to',
      dead: 'sender: nobody was reached, and nobody will be',
      unknown: 'sender: nobody knows whether it arrived, and it must not be sent twice',
      superseded: 'sender: two halves take its place; end of its notification',
    },
  },
  done: { means: 'Its recipients have it, but for its failures.', next: {} },
  dead: {
    means: 'It reached nobody.',
    next: { superseded: 'person: tries all of it again, by other batches' },
  },
  unknown: { means: 'Some may have it. It is never sent again by itself.', next: {} },
  superseded: { means: 'Others took its place, or its notification ended.', next: {} },
};

/** A notification begins as `held`, or as `planning` where the page has no delay. */
export const notificationStates: States<NotificationState> = {
  held: {
    means: 'Waits for the delay to pass, in which its publisher may stop it.',
    next: {
      planning:
        'planner: planned a page of recipients, and there are more; person: lets it go at once',
      sending: 'planner: planned everybody',
      paused: 'person',
      needs_operator: 'replay guard: it is old, or one too many within an hour',
      cancelled: 'person; deletion of its incident',
      superseded: 'newer update of its incident',
    },
  },
  planning: {
    means: 'Its recipients are put into batches, page by page; the first are on their way.',
    next: {
      sending: 'planner: planned everybody',
      paused: 'person',
      needs_operator: 'replay guard',
      cancelled: 'person; deletion of its incident',
      superseded: 'newer update of its incident',
    },
  },
  sending: {
    means: 'All its batches are made.',
    next: {
      done: 'sender: everybody is accounted for',
      needs_operator: 'sender: everybody is accounted for, and some are in doubt; replay guard',
      paused: 'person',
      cancelled: 'person; deletion of its incident',
      superseded: 'newer update of its incident',
    },
  },
  paused: {
    means: 'A person stopped it for a while.',
    next: {
      planning: 'person: resumes it',
      cancelled: 'person; deletion of its incident',
      superseded: 'newer update of its incident',
    },
  },
  needs_operator: {
    means: 'Waits for a person; once `finished_at` is set, it only says that some are in doubt.',
    next: {
      planning: 'person: lets it go',
      sending: 'person: tries again those who failed, once it is over',
      cancelled: 'person; deletion of its incident',
      superseded: 'newer update of its incident',
    },
  },
  done: {
    means: 'Everybody is accounted for.',
    next: { sending: 'person: tries again those who failed' },
  },
  cancelled: { means: 'A person stopped it for good.', next: {} },
  superseded: { means: 'A newer update says what it would have said.', next: {} },
};

/** The states from which there is a way to this one. */
export const statesBefore = <State extends string>(states: States<State>, next: State): State[] =>
  namesOf(states).filter((state) => next in states[state].next);

/** The states that nothing changes any more. */
export const finalStates = <State extends string>(states: States<State>): State[] =>
  namesOf(states).filter((state) => Object.keys(states[state].next).length === 0);

const namesOf = <State extends string>(states: States<State>) => Object.keys(states) as State[]; // its keys are the type's
