import type { Component } from '../../../db/component/component.ts';
import type { Statement } from '../../../db/engine/write.ts';
import {
  attachComponent,
  detachComponents,
  updateIncident,
} from '../../../db/incident/incident.ts';
import type { Incident, IncidentRecord } from '../../../db/incident/timeline.ts';
import type { ComponentStatus } from '../../domain/component/status.ts';
import { advance, newestSeq } from '../../domain/incident/incident.ts';
import { remindAfterChange } from '../../domain/maintenance/automatic.ts';
import { noticeOf } from '../../domain/maintenance/change-notice.ts';
import { type Series, wasNotified } from '../../domain/maintenance/notice.ts';
import type { Actor } from '../../domain/response/role.ts';
import type { Publisher } from '../commit.ts';
import { statusStatements, updateStatements } from '../status/timeline.ts';
import { affectedSet } from './affected.ts';
import { isPlannedAnew, leadsAfter, progressOf, promiseAfter, titlesAfter } from './after.ts';
import { assertApproved, type SecondPerson } from './approval.ts';
import type { IncidentPatch } from './input.ts';
import { leadAfter } from './internal-fields.ts';
import { assertState, assertWindow } from './kind.ts';
import { assertPassed } from './preflight.ts';
import { authorOf, type PublishOptions } from './publish-options.ts';

/** How a change of one window applies to the others of its series, and who is notified. */
export type SeriesChange = Series & { isTold: boolean; components: readonly string[] };

export type ChangeContext = {
  after: Partial<Incident> & Pick<Incident, 'state'>;
  isUpdate: boolean;
  /** The statuses of its components after the change. */
  becomes: ComponentStatus[];
  statements: Statement[];
};

/** The incident after a patch, with the rows to write. Pure: nothing is read or written. */
export function changeOf(
  deps: Publisher,
  actor: Actor,
  known: Map<string, Component>,
  before: IncidentRecord,
  patch: IncidentPatch,
  now: number,
  { writer, among }: Pick<PublishOptions, 'writer'> & { among?: SeriesChange } = {},
): ChangeContext {
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
    ? updateStatements(deps, known, {
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
            : patch.deliverNotifications && (typed !== '' || !notice || wasNotified(before)),
          templateId: patch.templateId,
          templateVersion: patch.templateVersion,
          fields: patch.fields,
        },
        event: among ? eventAmong(notice, among) : notice,
        // Subscribers of a removed component were notified before, so they are notified of this too.
        affected: [
          ...new Set([
            ...affected.map((c) => c.id),
            ...(notice ? before.componentIds : []),
            ...(among?.components ?? []),
          ]),
        ],
      })
    : statusStatements(deps, known, pageId, null, now, statuses);
  const byHand = before.byHand || (!among && isPlannedAnew(before, after, affected));
  return {
    after: { ...after, byHand },
    isUpdate,
    becomes,
    statements: [
      updateIncident(deps.db, id, before.revision, { ...after, byHand }),
      ...(patch.componentIds ? [detachComponents(deps.db, id)] : []),
      ...affected.map((c) => attachComponent(deps.db, id, c.id)),
      ...update,
    ],
  };
}

/** Throws when preflight or a missing approval stops the change. */
export async function assertAllowed(
  deps: Publisher,
  actor: Actor,
  before: IncidentRecord,
  patch: IncidentPatch,
  { after, isUpdate, becomes }: ChangeContext,
  approval?: SecondPerson,
) {
  const passed = await assertPassed(
    deps,
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
  // A change of component status alone has no text, so nothing can stop it.
  if (!isUpdate && !changesWords(before, after)) return passed;
  const alone = patch.approvalOverride;
  const read = await assertApproved(deps, actor, before.pageId, before, { approval, alone });
  return { ...passed, ...read };
}

const changesWords = (before: IncidentRecord, after: Partial<Incident>): boolean =>
  after.name !== before.name ||
  after.impactOverride !== before.impactOverride ||
  JSON.stringify(after.translations ?? null) !== JSON.stringify(before.translations);

function eventAmong(notice: ReturnType<typeof noticeOf>, among: SeriesChange) {
  const { others, later, told } = among;
  const series = {
    ...(others ? { others } : {}),
    ...(later ? { later } : {}),
    ...(told ? { told } : {}),
  };
  if (notice && notice.what !== 'reminder') return { ...notice, ...series };
  return others || later ? { what: 'series' as const, ...series } : null;
}
