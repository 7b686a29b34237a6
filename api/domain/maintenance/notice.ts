import { type State, stateWords } from '../incident.ts';

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
  | { what: 'reminder' | 'cancelled'; window: PlannedWindow }
  | { what: 'rescheduled'; was: PlannedWindow; window: PlannedWindow };

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
export const wasTold = (work: { updates: readonly { deliverNotifications: boolean }[] }): boolean =>
  work.updates.some((update) => update.deliverNotifications);
