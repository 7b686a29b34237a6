import {
  attachComponent,
  detachComponents,
  findIncident,
  updateIncident,
} from '../../../db/incident.ts';
import type { IncidentRecord } from '../../../db/timeline.ts';
import { type Impact, impactOf } from '../../domain/impact.ts';
import { advance, isClosed, newestSeq, type Progress, type State } from '../../domain/incident.ts';
import { remindAfterChange } from '../../domain/maintenance/automatic.ts';
import { wasTold } from '../../domain/maintenance/notice.ts';
import type { Actor } from '../../domain/role.ts';
import { worst } from '../../domain/status.ts';
import { mergedWith } from '../../domain/translation.ts';
import { notFound, Problem } from '../../problem.ts';
import { assertApproved } from '../approval.ts';
import { assertFresh, commit, type Publisher } from '../context.ts';
import type { IncidentPatch } from '../input.ts';
import { noticeOf } from '../maintenance/notice.ts';
import { assertPassed } from '../preflight.ts';
import { affectedSet, componentsById } from './affected.ts';
import { authorOf, type Besides } from './besides.ts';
import { leadAfter } from './inside.ts';
import { assertState, assertWindow } from './kind.ts';
import { answered, once, type Retry } from './retry.ts';
import { statusStatements, updateStatements } from './timeline.ts';

const TRIES = 4;

/**
 * A body appends an update; without one only the incident's own fields change. Where no person
 * compared a revision, being overtaken by another write is no conflict: the patch is made again.
 */
export async function patchIncident(
  on: Publisher,
  actor: Actor,
  pageId: string,
  id: string,
  patch: IncidentPatch,
  retry?: Retry,
  besides: Besides = {},
): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await patchOnce(on, actor, pageId, id, patch, retry, besides);
    } catch (error) {
      const overtaken = error instanceof Problem && error.code === 'conflict';
      if (!overtaken || patch.expectedRevision !== undefined || retry || tries === TRIES)
        throw error;
    }
  }
}

async function patchOnce(
  on: Publisher,
  actor: Actor,
  pageId: string,
  id: string,
  patch: IncidentPatch,
  retry: Retry | undefined,
  { also, approval, writer }: Besides,
): Promise<void> {
  if (await answered(on, pageId, retry)) return;
  const before = await findIncident(on.db, pageId, id);
  if (!before) throw notFound('incident');
  assertFresh(before.revision, patch.expectedRevision);
  const now = on.clock();
  const state = patch.state ?? before.state;
  assertState(before.kind, state);
  const scheduledFor = patch.scheduledFor ?? before.scheduledFor;
  const scheduledUntil = patch.scheduledUntil ?? before.scheduledUntil;
  assertWindow(before.kind, scheduledFor, scheduledUntil);
  const known = await componentsById(on, pageId);
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
  const passed = await assertPassed(
    on,
    actor,
    pageId,
    {
      audience: before.audience,
      kind: before.kind,
      state,
      title: patch.name === undefined || patch.name === before.name ? '' : patch.name,
      body: typed,
      locale: patch.locale,
      spoken: patch.translations,
      nextUpdateBy: patch.nextUpdateBy ?? null,
      affected: becomes,
      severity: before.severity,
    },
    patch.override,
  );
  const alone = patch.approvalOverride;
  const read = isUpdate
    ? await assertApproved(on, actor, pageId, before.severity, { approval, alone })
    : {};
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
          deliverNotifications:
            patch.deliverNotifications && (typed !== '' || !notice || wasTold(before)),
          templateId: patch.templateId,
          templateVersion: patch.templateVersion,
          fields: patch.fields,
        },
        event: notice,
        // Who heard of it for a component that is out of it now hears that too.
        affected: [
          ...new Set([...affected.map((c) => c.id), ...(notice ? before.componentIds : [])]),
        ],
      })
    : statusStatements(on, known, pageId, null, now, statuses);
  const change = { pageId, actor, at: now, subject: 'incident', subjectId: id };
  const audited = {
    ...change,
    action: isUpdate ? 'update' : 'edit',
    before: auditView(before),
    after: { ...after, ...passed, ...read },
  };
  await once(on, pageId, retry, id, (remember) =>
    commit(on, audited, [
      ...remember,
      updateIncident(on.db, id, before.revision, after),
      ...(patch.componentIds ? [detachComponents(on.db, id)] : []),
      ...affected.map((c) => attachComponent(on.db, id, c.id)),
      ...update,
      ...(also?.(id) ?? []),
    ]),
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

/** The row without its timeline, which has audit entries of its own. */
function auditView({ updates: _, ...row }: IncidentRecord) {
  return row;
}
