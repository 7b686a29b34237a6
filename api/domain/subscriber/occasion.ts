import { isClosed, type State } from '../incident/incident.ts';
import type { Notice } from '../maintenance/notice.ts';
import type { NotifiedEvent } from './preferences.ts';

/** What decides who is notified of a published update. */
export type Occasion = {
  /** State of the previous public update; null for the first one. */
  previous: State | null;
  state: State;
  notice: Notice | null;
  /** An earlier notification announced the start, or is announcing it, and was not canceled. */
  isStartAnnounced: boolean;
  /** It replaces an unsent notification that was also for those who chose start and end. */
  replacesStartOrEnd: boolean;
};

export type PlannedNotification = { kind: 'update' | 'digest'; detail: NotifiedEvent['detail'] };

const update = (detail: PlannedNotification['detail']): PlannedNotification[] => [
  { kind: 'update', detail },
];

/**
 * The notifications of an update. Those who chose start and end get the first update, what changes
 * when planned work begins, and one summary at the end.
 */
export function notificationsOf(occasion: Occasion): PlannedNotification[] {
  const { previous, state } = occasion;
  if (previous === null) return update('all');
  if (isEnd(occasion))
    return [
      { kind: 'update', detail: 'every' },
      { kind: 'digest', detail: 'start-and-end' },
    ];
  if (occasion.replacesStartOrEnd) return update('all');
  if (isClosed(state)) return update('every');
  return update(isNewStart(occasion) || !occasion.isStartAnnounced ? 'all' : 'every');
}

/** From open to closed. */
export const isEnd = ({ previous, state }: Pick<Occasion, 'previous' | 'state'>): boolean =>
  previous !== null && !isClosed(previous) && isClosed(state);

/** Reopened, planned work that begins, or that begins at another time than was announced. */
export const isNewStart = ({
  previous,
  state,
  notice,
}: Pick<Occasion, 'previous' | 'state' | 'notice'>): boolean =>
  notice === 'rescheduled' ||
  (previous !== null && isClosed(previous)) ||
  (previous === 'scheduled' && state === 'in_progress');
