import { type State, stateWords } from '../incident/incident.ts';

/** What an update of a maintenance says that is no new state. */
export type Notice = 'reminder' | 'rescheduled' | 'cancelled';

/** A window, and the zone in which it was chosen; the page's where that is null. */
export type PlannedWindow = { from: number; until: number; zone: string | null };

/**
 * What came about, where nobody but the product says it: stored as what it was, and worded for each
 * reader when it is read (templates/event.ts).
 */
export type UpdateEvent =
  | { what: State }
  | { what: 'reminder'; window: PlannedWindow }
  | ({ what: 'cancelled'; window: PlannedWindow } & Series)
  | ({ what: 'rescheduled'; was: PlannedWindow; window: PlannedWindow } & Series)
  /** What its author says is said of more windows than this one. */
  | ({ what: 'series' } & Series);

/** Where one mail tells of many windows of a series: on the one that is mailed, the others. */
export type Series = {
  others?: { was?: PlannedWindow; window: PlannedWindow }[];
  /** And of all that are still to be made. */
  later?: boolean;
  /** On each of the others: it was in that mail. */
  told?: boolean;
};

export const noticeIn = (event: UpdateEvent | null): Notice | null =>
  event && 'window' in event ? event.what : null;

const noticeWords: Record<Notice, string> = {
  reminder: 'Reminder',
  rescheduled: 'Rescheduled',
  cancelled: 'Cancelled',
};

export const labelOf = (update: { state: State; notice?: Notice | null }): string =>
  update.notice ? noticeWords[update.notice] : stateWords[update.state];

/** Whether anybody was mailed of it; of what nobody heard, nobody hears that it changed. */
export const wasNotified = (work: {
  updates: readonly { deliverNotifications: boolean; event?: UpdateEvent | null }[];
}): boolean =>
  work.updates.some(
    ({ deliverNotifications, event }) =>
      deliverNotifications || (event && 'told' in event && event.told === true),
  );
