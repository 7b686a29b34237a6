import type { IncidentRecord } from '../../../db/incident/timeline.ts';
import type { Series } from '../../../db/maintenance/maintenance.ts';
import {
  endLike,
  type Occurrence,
  shifted,
  wallMinutes,
} from '../../domain/maintenance/recurrence.ts';
import type { IncidentPatch } from '../incident/input.ts';

/** How a change of one window applies to the others of its series. */
export type SharedPlan = {
  /** Minutes by local time. */
  later: number;
  /** A window of the new length, when the length changes by local time. */
  like: { from: number; until: number } | null;
  /** Other fields that changed. The rest stays as each window has it. */
  plan: Partial<IncidentPatch>;
};

export function sharedPlanOf(
  before: IncidentRecord,
  patch: IncidentPatch,
  zone: string,
): SharedPlan {
  const from = before.scheduledFor ?? 0;
  const until = before.scheduledUntil ?? 0;
  const to = patch.scheduledFor ?? from;
  const end = patch.scheduledUntil ?? until;
  const { name, componentIds, automation, remindBefore, verifyBefore } = patch;
  const isNew = (given: unknown, stored: unknown) =>
    given !== undefined && JSON.stringify(given) !== JSON.stringify(stored);
  return {
    later: to === from ? 0 : wallMinutes(from, to, zone),
    like: end === endLike({ from, until }, to, zone) ? null : { from: to, until: end },
    plan: {
      ...(isNew(name, before.name) ? { name } : {}),
      ...(isNew(componentIds?.toSorted(), before.componentIds.toSorted()) ? { componentIds } : {}),
      ...(isNew({ ...before.automation, ...automation }, before.automation) ? { automation } : {}),
      ...(isNew(remindBefore, before.remindBefore) ? { remindBefore } : {}),
      ...(isNew(verifyBefore, before.verifyBefore) ? { verifyBefore } : {}),
    },
  };
}

/** The patch for one of the other windows. */
export function patchFor(
  one: IncidentRecord,
  { later, like, plan }: SharedPlan,
  patch: IncidentPatch,
  zone: string,
): IncidentPatch {
  const from = one.scheduledFor ?? 0;
  const until = one.scheduledUntil ?? from;
  const to = shifted(from, later, zone);
  const { state, body, locale, translations, override, templateId, fields } = patch;
  const own = { state, body, locale, translations, override, templateId, fields };
  return {
    ...{ ...own, ...plan, deliverNotifications: false, since: null, endedAt: null },
    approvalOverride: patch.approvalOverride,
    scheduledFor: to,
    scheduledUntil: endLike(like ?? { from, until }, to, zone),
  };
}

/** The template of windows that are not created yet, after the change. */
export function occurrenceAfter(
  { occurrence, firstAt, zone }: Series,
  { later, like, plan }: SharedPlan,
  patch: IncidentPatch,
): Occurrence {
  const { name, componentIds, automation, remindBefore, verifyBefore } = plan;
  const titles = Object.entries(patch.translations).flatMap(([locale, own]) =>
    own.name === undefined ? [] : [[locale, own.name] as const],
  );
  const translations = { ...occurrence.translations };
  for (const [locale, title] of titles) {
    const of = locale as keyof typeof translations;
    translations[of] = { ...translations[of], name: title };
  }
  return {
    ...occurrence,
    ...(name === undefined ? {} : { name }),
    translations,
    ...(componentIds ? { componentIds } : {}),
    ...(automation ? { automation: { ...occurrence.automation, ...automation } } : {}),
    ...(remindBefore ? { remindBefore } : {}),
    ...(verifyBefore === undefined ? {} : { verifyBefore }),
    lasts: like ? endLike(like, firstAt, zone) - firstAt : occurrence.lasts,
    shift: (occurrence.shift ?? 0) + later,
  };
}
