import { type Impact, impactOf } from '../component/impact.ts';
import { worst } from '../component/status.ts';
import { type IncidentProgress, isClosed, type State } from '../incident/incident.ts';
import { mergedWith } from '../text/translation.ts';
import type { ChangeInput, StoredIncident } from './stored-incident.ts';

/** The write API has one reminder, an hour before, which is on or off. */
export function leadsAfter(before: StoredIncident, named: ChangeInput['automation']): number[] {
  const wanted = named?.scheduled_remind_prior;
  if (wanted === undefined || wanted === before.remindBefore.length > 0) return before.remindBefore;
  return wanted ? [60] : [];
}

/** An update replaces the promise, also with none. An edit keeps it. */
export function promiseAfter(
  before: StoredIncident,
  patch: ChangeInput,
  state: State,
  isUpdate: boolean,
): number | null {
  if (isClosed(state)) return null;
  if (patch.nextUpdateBy === undefined && !isUpdate) return before.nextUpdateBy;
  return patch.nextUpdateBy ?? null;
}

/** Translations of a title that was replaced are dropped. */
export function titlesAfter({ name, locale, translations }: StoredIncident, patch: ChangeInput) {
  const stays = patch.name === undefined || patch.name === name;
  return {
    name: patch.name ?? name,
    locale: stays ? locale : patch.locale,
    translations: mergedWith(stays ? translations : null, patch.translations, 'name'),
  };
}

/** Removing the override restores the worst impact that the components themselves reached. */
export function storedProgress(
  before: StoredIncident,
  impactOverride: Impact | null,
): IncidentProgress {
  const { kind, state, startedAt, monitoringAt, resolvedAt } = before;
  const takenBack = before.impactOverride !== null && impactOverride === null;
  const impact = takenBack && kind === 'incident' ? reachedBy(before) : before.impact;
  return { kind, state, startedAt, monitoringAt, resolvedAt, impact, impactOverride };
}

const reachedBy = (before: StoredIncident): Impact => {
  const changes = Map.groupBy(
    before.updates.flatMap((update) => update.changes),
    (change) => change.componentId,
  );
  return impactOf([...changes.values()].map((of) => worst(of.map((change) => change.newStatus))));
};
