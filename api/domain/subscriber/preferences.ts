import type { IncidentKind } from '../incident/incident.ts';

export const targetNames = ['component', 'group', 'incident'] as const;
export const kindChoices = ['all', 'incidents', 'maintenance'] as const;
export const detailChoices = ['every', 'start-and-end'] as const;

/** A group includes the components that are added to it later. */
export type Target = { target: (typeof targetNames)[number]; id: string };

/** What a subscriber chose to be notified of. */
export type Preferences = {
  /** Everything on the page; `targets` then only name incidents. */
  wholePage: boolean;
  targets: readonly Target[];
  kinds: (typeof kindChoices)[number];
  detail: (typeof detailChoices)[number];
};

/** A notification, with what is known when its recipients are chosen. */
export type NotifiedEvent = {
  incidentId: string;
  kind: IncidentKind;
  /** The affected components; null when there are none. */
  componentIds: readonly string[] | null;
  /** The groups that these components are in now. */
  groupIds: readonly string[];
  /** Whom it is for, by the detail they chose. */
  detail: 'all' | Preferences['detail'];
  /** The incident was over before this update. */
  isAfterEnd: boolean;
};

/** Whether a subscriber is notified: once, however many of their targets match. */
export const isNotified = (who: Preferences, event: NotifiedEvent): boolean =>
  isForDetail(who, event) &&
  (followsIncident(who, event) || (isOfKind(who, event) && followsPlace(who, event)));

const isForDetail = (who: Preferences, { detail }: NotifiedEvent): boolean =>
  detail === 'all' || detail === who.detail;

/** Following one incident ends with it, and needs no matching kind. */
const followsIncident = (who: Preferences, { incidentId, isAfterEnd }: NotifiedEvent): boolean =>
  !isAfterEnd && follows(who, 'incident', [incidentId]);

const isOfKind = ({ kinds }: Preferences, { kind }: NotifiedEvent): boolean =>
  kinds === 'all' || (kinds === 'maintenance') === (kind === 'maintenance');

const followsPlace = (who: Preferences, { componentIds, groupIds }: NotifiedEvent): boolean =>
  who.wholePage || follows(who, 'component', componentIds ?? []) || follows(who, 'group', groupIds);

const follows = ({ targets }: Preferences, target: Target['target'], ids: readonly string[]) =>
  targets.some((one) => one.target === target && ids.includes(one.id));
