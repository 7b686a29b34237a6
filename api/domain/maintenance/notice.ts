import { type State, stateWords } from '../incident.ts';

/** What an update of a maintenance says that is no new state. */
export type Notice = 'reminder' | 'rescheduled' | 'cancelled';

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
