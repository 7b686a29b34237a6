import { type Audience, advance, newestSeq } from '../incident/incident.ts';
import { remindAfterChange } from '../maintenance/automatic.ts';
import { noticeOf } from '../maintenance/change-notice.ts';
import { type SeriesCoverage, wasNotified } from '../maintenance/notice.ts';
import { readers } from '../page/scope.ts';
import type { Actor } from '../response/role.ts';
import { leadsAfter, promiseAfter, storedProgress, titlesAfter } from './change-fields.ts';
import { isPlannedAnew } from './exception.ts';
import type { ChangeInput, StoredIncident } from './stored-incident.ts';
import {
  type AffectedComponent,
  affectedBy,
  authorOf,
  type KnownComponents,
  leadAfter,
  sortedIds,
  type UpdateAuthor,
  type UpdateFacts,
} from './update.ts';

/** How a change of one window applies to the others of its series, and who is notified. */
export type SeriesChange = SeriesCoverage & { isNotified: boolean; components: readonly string[] };

type Change = {
  before: StoredIncident;
  patch: ChangeInput;
  known: KnownComponents;
  now: number;
  actor: Actor;
  writer?: UpdateAuthor | undefined;
  series?: SeriesChange | undefined;
  /** Publishes an update whatever is said: for a form whose text is still empty. */
  isUpdate?: true;
};
type Decided = Omit<Change, 'isUpdate'> & {
  plan: ReturnType<typeof planAfter>;
  notice: ReturnType<typeof noticeOf>;
  affected: AffectedComponent[];
  becomes: AffectedComponent['status'][];
  /** What was typed. */
  body: string;
  isUpdate: boolean;
};
export type IncidentChange = ReturnType<typeof incidentChange>;

/** Pure: the incident after a patch, its components, and the update to publish. */
export function incidentChange(change: Change) {
  const { before, patch, known, now } = change;
  const statuses = patch.components ?? {};
  const affected = affectedBy(known, patch.componentIds ?? before.componentIds, statuses);
  const becomes = affected.map(({ id, status }) => statuses[id] ?? status);
  const plan = planAfter(before, patch);
  const notice = noticeOf(before, { ...plan, kind: before.kind }, now);
  const body = patch.body?.trim() ?? '';
  const isUpdate =
    change.isUpdate ?? (body !== '' || notice !== null || plan.state !== before.state);
  const decided = { ...change, plan, notice, affected, becomes, body, isUpdate };
  const row = rowAfter(decided);
  const isException =
    before.isException || (!change.series && isPlannedAnew(before, row, affected));
  return {
    row: { ...row, isException },
    componentIds: sortedIds(affected),
    isUpdate,
    update: isUpdate ? updateOfChange(decided) : null,
    recipientComponentIds: recipientComponents(decided),
  };
}

const planAfter = (before: StoredIncident, patch: ChangeInput) => ({
  state: patch.state ?? before.state,
  scheduledFor: patch.scheduledFor ?? before.scheduledFor,
  scheduledUntil: patch.scheduledUntil ?? before.scheduledUntil,
  zone: patch.zone === undefined ? before.zone : patch.zone,
});

function rowAfter({ before, patch, now, actor, writer, plan, becomes, isUpdate }: Decided) {
  const { state, scheduledFor } = plan;
  const { since, endedAt, automation } = patch;
  const override =
    patch.impactOverride === undefined ? before.impactOverride : patch.impactOverride;
  const remindBefore = patch.remindBefore ?? leadsAfter(before, automation);
  const step = { state, at: now, affected: becomes, since, endedAt };
  return {
    ...advance(storedProgress(before, override), step),
    ...plan,
    audience: audienceAfter(before, patch),
    ...titlesAfter(before, patch),
    nextUpdateBy: promiseAfter(before, patch, state, isUpdate),
    automation:
      automation === undefined
        ? before.automation
        : automation && { ...before.automation, ...automation },
    remindBefore,
    remindAfter: remindAfterChange(before, { scheduledFor, remindBefore }, now),
    verifyBefore: patch.verifyBefore === undefined ? before.verifyBefore : patch.verifyBefore,
    metadata: patch.metadata ?? before.metadata,
    leadId: isUpdate ? leadAfter(before.leadId ?? writer?.id ?? null, actor) : before.leadId,
    updatedAt: now,
  };
}

/** Of the incident and of its new update; earlier updates keep theirs. */
export const audienceAfter = (
  before: Pick<StoredIncident, 'audience'>,
  patch: Pick<ChangeInput, 'audience'>,
): Audience => patch.audience ?? before.audience;

export const opensToReaders = (
  before: Pick<StoredIncident, 'audience'>,
  { audience }: Pick<ChangeInput, 'audience'>,
): boolean => audience === readers && before.audience !== readers;

function updateOfChange(decided: Decided): UpdateFacts {
  const { before, patch, now, actor, writer, series, plan, notice, body } = decided;
  const isNews = body !== '' || !notice || wasNotified(before);
  return {
    input: {
      state: plan.state,
      body,
      locale: patch.locale,
      translations: patch.translations,
      components: patch.components ?? {},
      nextUpdateBy: patch.nextUpdateBy ?? null,
      deliverNotifications: series ? series.isNotified : patch.deliverNotifications && isNews,
      templateId: patch.templateId,
      templateVersion: patch.templateVersion,
      fields: patch.fields,
    },
    seq: newestSeq(before.updates) + 1,
    audience: audienceAfter(before, patch),
    author: authorOf(actor, writer),
    at: now,
    displayAt: now,
    event: series ? eventInSeries(notice, series) : notice,
  };
}

/** Subscribers of a removed component were notified before, so they are notified of this too. */
const recipientComponents = ({ before, series, notice, affected }: Decided): string[] => [
  ...new Set([
    ...affected.map(({ id }) => id),
    ...(notice ? before.componentIds : []),
    ...(series?.components ?? []),
  ]),
];

function eventInSeries(notice: Decided['notice'], { others, later, told }: SeriesChange) {
  const series = {
    ...(others ? { others } : {}),
    ...(later ? { later } : {}),
    ...(told ? { told } : {}),
  };
  if (notice && notice.what !== 'reminder') return { ...notice, ...series };
  return others || later ? { what: 'series' as const, ...series } : null;
}
