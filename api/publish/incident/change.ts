import type { Component } from '../../../db/component.ts';
import { attachComponent, detachComponents, updateIncident } from '../../../db/incident.ts';
import type { Incident, IncidentRecord } from '../../../db/timeline.ts';
import type { Statement } from '../../../db/write.ts';
import { type Impact, impactOf } from '../../domain/impact.ts';
import { advance, isClosed, newestSeq, type Progress, type State } from '../../domain/incident.ts';
import { remindAfterChange } from '../../domain/maintenance/automatic.ts';
import { type Series, wasTold } from '../../domain/maintenance/notice.ts';
import type { Actor } from '../../domain/role.ts';
import { type ComponentStatus, worst } from '../../domain/status.ts';
import { mergedWith } from '../../domain/translation.ts';
import { assertApproved, type SecondPerson } from '../approval.ts';
import type { Publisher } from '../context.ts';
import type { IncidentPatch } from '../input.ts';
import { noticeOf } from '../maintenance/notice.ts';
import { assertPassed } from '../preflight.ts';
import { affectedSet } from './affected.ts';
import { authorOf, type Besides } from './besides.ts';
import { leadAfter } from './inside.ts';
import { assertState, assertWindow } from './kind.ts';
import { statusStatements, updateStatements } from './timeline.ts';

/** One window of a series that is changed with others: what its update says of them, and to whom. */
export type AmongOthers = Series & { isTold: boolean; components: readonly string[] };

export type Change = {
  after: Partial<Incident> & Pick<Incident, 'state'>;
  isUpdate: boolean;
  /** What its components are then. */
  becomes: ComponentStatus[];
  statements: Statement[];
};

/** What a patch makes of an incident, and the rows of it. Nothing is asked and nothing written. */
export function changeOf(
  on: Publisher,
  actor: Actor,
  known: Map<string, Component>,
  before: IncidentRecord,
  patch: IncidentPatch,
  now: number,
  { writer, among }: Pick<Besides, 'writer'> & { among?: AmongOthers } = {},
): Change {
  const { id, pageId } = before;
  const state = patch.state ?? before.state;
  assertState(before.kind, state);
  const scheduledFor = patch.scheduledFor ?? before.scheduledFor;
  const scheduledUntil = patch.scheduledUntil ?? before.scheduledUntil;
  assertWindow(before.kind, scheduledFor, scheduledUntil);
  const statuses = patch.components ?? {};
  const affected = affectedSet(known, patch.componentIds ?? before.componentIds, statuses);
  const zone = patch.zone === undefined ? before.zone : patch.zone;
  const remindBefore = patch.remindBefore ?? leadsAfter(before, patch.automation);
  const typed = patch.body?.trim() ?? '';
  const planned = { kind: before.kind, state, scheduledFor, scheduledUntil, zone };
  const notice = noticeOf(before, planned, now);
  const isUpdate = typed !== '' || notice !== null || state !== before.state;
  const impactOverride =
    patch.impactOverride === undefined ? before.impactOverride : patch.impactOverride;
  const becomes = affected.map((c) => statuses[c.id] ?? c.status);
  const after = {
    ...advance(progressOf(before, impactOverride), {
      state,
      at: now,
      affected: becomes,
      since: patch.since,
      endedAt: patch.endedAt,
    }),
    scheduledFor,
    scheduledUntil,
    ...titlesAfter(before, patch),
    nextUpdateBy: promiseAfter(before, patch, state, isUpdate),
    automation:
      patch.automation === undefined
        ? before.automation
        : patch.automation && { ...before.automation, ...patch.automation },
    zone,
    remindBefore,
    remindAfter: remindAfterChange(before, { scheduledFor, remindBefore }, now),
    verifyBefore: patch.verifyBefore === undefined ? before.verifyBefore : patch.verifyBefore,
    metadata: patch.metadata ?? before.metadata,
    leadId: isUpdate ? leadAfter(before.leadId ?? writer?.id ?? null, actor) : before.leadId,
    updatedAt: now,
  };
  const update = isUpdate
    ? updateStatements(on, known, {
        pageId,
        incidentId: id,
        audience: before.audience,
        seq: newestSeq(before.updates) + 1,
        author: authorOf(actor, writer),
        at: now,
        displayAt: now,
        input: {
          state,
          body: typed,
          locale: patch.locale,
          translations: patch.translations,
          components: statuses,
          nextUpdateBy: patch.nextUpdateBy ?? null,
          deliverNotifications: among
            ? among.isTold
            : patch.deliverNotifications && (typed !== '' || !notice || wasTold(before)),
          templateId: patch.templateId,
          templateVersion: patch.templateVersion,
          fields: patch.fields,
        },
        event: among ? eventAmong(notice, among) : notice,
        // Who heard of it for a component that is out of it now hears that too.
        affected: [
          ...new Set([
            ...affected.map((c) => c.id),
            ...(notice ? before.componentIds : []),
            ...(among?.components ?? []),
          ]),
        ],
      })
    : statusStatements(on, known, pageId, null, now, statuses);
  const byHand = before.byHand || (!among && isPlannedAnew(before, after, affected));
  return {
    after: { ...after, byHand },
    isUpdate,
    becomes,
    statements: [
      updateIncident(on.db, id, before.revision, { ...after, byHand }),
      ...(patch.componentIds ? [detachComponents(on.db, id)] : []),
      ...affected.map((c) => attachComponent(on.db, id, c.id)),
      ...update,
    ],
  };
}

/** Throws what the check before publishing, or a missing second person, has against it. */
export async function assertAllowed(
  on: Publisher,
  actor: Actor,
  before: IncidentRecord,
  patch: IncidentPatch,
  { after, isUpdate, becomes }: Change,
  approval?: SecondPerson,
) {
  const passed = await assertPassed(
    on,
    actor,
    before.pageId,
    {
      audience: before.audience,
      kind: before.kind,
      state: after.state,
      title: patch.name === undefined || patch.name === before.name ? '' : patch.name,
      body: patch.body?.trim() ?? '',
      locale: patch.locale,
      spoken: patch.translations,
      nextUpdateBy: patch.nextUpdateBy ?? null,
      affected: becomes,
      severity: before.severity,
    },
    patch.override,
  );
  if (!isUpdate) return passed;
  const alone = patch.approvalOverride;
  const read = await assertApproved(on, actor, before.pageId, before.severity, { approval, alone });
  return { ...passed, ...read };
}

function eventAmong(notice: ReturnType<typeof noticeOf>, among: AmongOthers) {
  const { others, later, told } = among;
  const series = {
    ...(others ? { others } : {}),
    ...(later ? { later } : {}),
    ...(told ? { told } : {}),
  };
  if (notice && notice.what !== 'reminder') return { ...notice, ...series };
  return others || later ? { what: 'series' as const, ...series } : null;
}

/** Of a series, whether this one window is no longer as the series has it. */
function isPlannedAnew(
  before: IncidentRecord,
  after: Partial<Incident>,
  affected: readonly { id: string }[],
): boolean {
  if (before.seriesId === null || after.state === 'completed') return false;
  const plan = ({ name, scheduledFor, scheduledUntil, ...row }: Partial<Incident>, ids: string[]) =>
    JSON.stringify([
      [name, scheduledFor, scheduledUntil, row.remindBefore, row.verifyBefore],
      Object.entries(row.automation ?? {}).sort(),
      ids.toSorted(),
    ]);
  return (
    plan(before, before.componentIds) !==
    plan(
      after,
      affected.map(({ id }) => id),
    )
  );
}

/** The manage API knows one reminder, an hour before: on or off. */
function leadsAfter(before: IncidentRecord, named: IncidentPatch['automation']): number[] {
  const wanted = named?.scheduled_remind_prior;
  if (wanted === undefined || wanted === before.remindBefore.length > 0) return before.remindBefore;
  return wanted ? [60] : [];
}

/** A new update replaces the promise, even by none; an edit leaves it as it was. */
function promiseAfter(
  before: IncidentRecord,
  patch: IncidentPatch,
  state: State,
  isUpdate: boolean,
): number | null {
  if (isClosed(state)) return null;
  if (patch.nextUpdateBy === undefined && !isUpdate) return before.nextUpdateBy;
  return patch.nextUpdateBy ?? null;
}

/** A translation of a title that is no longer there would say the old thing. */
function titlesAfter({ name, locale, translations }: IncidentRecord, patch: IncidentPatch) {
  const stays = patch.name === undefined || patch.name === name;
  return {
    name: patch.name ?? name,
    locale: stays ? locale : patch.locale,
    translations: mergedWith(stays ? translations : null, patch.translations, 'name'),
  };
}

/** An override that is taken back leaves the worst that the components themselves reached. */
function progressOf(before: IncidentRecord, impactOverride: Impact | null): Progress {
  const { kind, state, startedAt, monitoringAt, resolvedAt } = before;
  const takenBack = before.impactOverride !== null && impactOverride === null;
  const impact = takenBack && kind === 'incident' ? reachedBy(before) : before.impact;
  return { kind, state, startedAt, monitoringAt, resolvedAt, impact, impactOverride };
}

const reachedBy = (before: IncidentRecord): Impact => {
  const changes = Map.groupBy(
    before.updates.flatMap((update) => update.changes),
    (change) => change.componentId,
  );
  return impactOf([...changes.values()].map((of) => worst(of.map((change) => change.newStatus))));
};
