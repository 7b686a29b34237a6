import { type State, stateLabels } from '../incident/incident.ts';

/** Events of a maintenance that are no new state. */
export type Notice = 'reminder' | 'rescheduled' | 'cancelled';

/** A window, and the zone it was chosen in; null for the page's. */
export type PlannedWindow = { from: number; until: number; zone: string | null };

/**
 * An event that the product announces itself: stored as data and worded when it is read
 * (templates/event.ts).
 */
export type UpdateEvent =
  | { what: State }
  | { what: 'reminder'; window: PlannedWindow }
  | ({ what: 'cancelled'; window: PlannedWindow } & SeriesCoverage)
  | ({ what: 'rescheduled'; was: PlannedWindow; window: PlannedWindow } & SeriesCoverage)
  /** The author's text applies to more windows than this one. */
  | ({ what: 'series' } & SeriesCoverage);

/** When one mail covers many windows of a series: on the mailed one, the others. */
export type SeriesCoverage = {
  others?: { was?: PlannedWindow; window: PlannedWindow }[];
  /** True when it also applies to windows that are not created yet. */
  later?: boolean;
  /** On each of the others: true when that mail covered it. */
  told?: boolean;
};

export const noticeIn = (event: UpdateEvent | null): Notice | null =>
  event && 'window' in event ? event.what : null;

const noticeLabels: Record<Notice, string> = {
  reminder: 'Reminder',
  rescheduled: 'Rescheduled',
  cancelled: 'Canceled',
};

export const labelOf = (update: { state: State; notice?: Notice | null }): string =>
  update.notice ? noticeLabels[update.notice] : stateLabels[update.state];

type Labelled = { id: string; state: State; notice?: Notice | null };

/** The labels that readers see, by id: an update that repeats a state is an “Update”. Newest first. */
export const labelsOf = (updates: readonly Labelled[]): ReadonlyMap<string, string> =>
  new Map(
    updates.map((update, i) => {
      const repeats = !update.notice && updates[i + 1]?.state === update.state;
      return [update.id, repeats ? 'Update' : labelOf(update)];
    }),
  );

/** True when anybody was notified of it. Changes are only announced to people who knew the plan. */
export const wasNotified = (maintenance: {
  updates: readonly { deliverNotifications: boolean; event?: UpdateEvent | null }[];
}): boolean =>
  maintenance.updates.some(
    ({ deliverNotifications, event }) =>
      deliverNotifications || (event && 'told' in event && event.told === true),
  );
