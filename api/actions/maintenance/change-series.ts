import { findIncident } from '../../../db/incident/incident.ts';
import type { IncidentRecord } from '../../../db/incident/timeline.ts';
import {
  findSeries,
  type Series,
  updateSeries,
  waitingIn,
} from '../../../db/maintenance/maintenance.ts';
import { notFound, Problem, refused } from '../../core/problem.ts';
import { wasNotified } from '../../domain/maintenance/notice.ts';
import { MAX_SERIES_DURATION, windowsOf } from '../../domain/maintenance/recurrence.ts';
import { affectedWindows, type Scope } from '../../domain/maintenance/scope.ts';
import type { Actor } from '../../domain/response/role.ts';
import { incidentChange } from '../../domain/update/change.ts';
import { assertFresh, commit, type Publisher } from '../commit.ts';
import { componentsById } from '../incident/checks/possible.ts';
import {
  assertEditPassed,
  assertEditsApproved,
  assertPossible,
  type Edit,
  editStatements,
} from '../incident/edit.ts';
import { findReplay, type Published, withIdempotency } from '../incident/idempotency.ts';
import type { IncidentPatch } from '../incident/input.ts';
import type { PublishOptions } from '../incident/publish-options.ts';
import {
  assertFuture,
  assertNoOverlap,
  assertNoOverlapInSeries,
  windowsOfChange,
} from './series-windows.ts';
import { occurrenceAfter, patchFor, sharedPlanOf } from './shared.ts';

const TRIES = 4;

type SeriesOptions = PublishOptions & {
  scope: Exclude<Scope, 'one'>;
  /** True when it may overlap other work on the same components. */
  mayOverlap: boolean;
};

/** `exceptionCount`: windows that were not changed. */
type Changed = Published & { exceptionCount: number };

/**
 * Applies a change or cancellation of one window to others of its series, in one batch and one
 * mail. Windows that have begun and exceptions that were edited by themselves stay.
 */
export async function changeSeries(
  deps: Publisher,
  actor: Actor,
  pageId: string,
  id: string,
  patch: IncidentPatch,
  options: SeriesOptions,
): Promise<Changed> {
  for (let tries = 1; ; tries++) {
    try {
      return await applyChange(deps, actor, pageId, id, patch, options);
    } catch (error) {
      // Ticks write to these rows too: a reminder, or a new window.
      const isOvertaken = error instanceof Problem && error.code === 'conflict';
      if (!isOvertaken || tries === TRIES) throw error;
    }
  }
}

async function applyChange(
  deps: Publisher,
  actor: Actor,
  pageId: string,
  id: string,
  patch: IncidentPatch,
  { scope, mayOverlap, ...options }: SeriesOptions,
): Promise<Changed> {
  const { idempotencyKey, extraStatements, writer } = options;
  if (await findReplay(deps, pageId, idempotencyKey))
    return { id, exceptionCount: 0, visible: true };
  const before = await findIncident(deps.db, pageId, id);
  if (!before) throw notFound('maintenance');
  assertFresh(before.revision, patch.expectedRevision);
  if (patch.severity !== undefined && patch.severity !== before.severity)
    throw refused({ severity: 'Change the severity of one window at a time.' });
  const now = deps.clock();
  const series = before.seriesId ? await findSeries(deps.db, pageId, before.seriesId) : null;
  if (!series) throw refused({ scope: 'This maintenance isn’t part of a series.' });
  if (before.state !== 'scheduled')
    throw refused({
      scope: 'This window has started. To change the others, choose one that hasn’t started.',
    });
  if (patch.zone && patch.zone !== (before.zone ?? series.zone))
    throw refused({
      zone: 'All windows in a series share a time zone. You can only change it for this window.',
    });
  const waiting = await waitingIn(deps.db, pageId, series.id);
  const { changed, exceptions } = affectedWindows(waiting, before, scope, now);
  const shared = sharedPlanOf(before, patch, series.zone);
  const isOff = patch.state === 'completed';
  const patches = [
    { one: before, patch },
    ...changed.map((one) => ({ one, patch: patchFor(one, shared, patch, series.zone) })),
  ];
  if (!isOff) {
    assertNoOverlapInSeries(series, before, patch, now);
    assertFuture(patches.slice(1), series.zone, now);
    if (!mayOverlap) await assertNoOverlap(deps, pageId, patches, series.zone);
  }
  const isLeft = series.endedAt === null && hasMore(series, now);
  const typed = patch.body?.trim() ?? '';
  const isNotified =
    patch.deliverNotifications &&
    (typed !== '' || patches.some(({ one }) => wasNotified(one) && !isClosed(one)));
  const known = await componentsById(
    deps,
    pageId,
    patches.flatMap(({ one }) => one.componentIds),
  );
  const others = patches
    .slice(1)
    .map(({ one, patch: its }) => windowsOfChange(one, its, isOff, now));
  const components = [
    ...new Set(
      patches.flatMap(({ one, patch: its }) => [
        ...one.componentIds,
        ...(its.componentIds ?? []).filter((component) => known.has(component)),
      ]),
    ),
  ];
  const edits = patches.map(({ one, patch: its }): Edit => {
    const inSeries =
      one === before
        ? { isNotified, others, later: isLeft, components }
        : { isNotified: false, told: isNotified, components: [] };
    const given = { known, before: one, patch: its, now };
    assertPossible(given);
    return { ...given, change: incidentChange({ ...given, actor, writer, series: inSeries }) };
  });
  const [first, ...more] = edits;
  if (!first) throw new Error('one of them is the window itself');
  const { findings, audited } = await assertEditPassed(deps, actor, first, options);
  const approved = await assertEditsApproved(deps, actor, pageId, [first, ...more], {
    ...options,
    findings,
  });
  const after = {
    ...(isOff
      ? { endedAt: series.endedAt ?? now }
      : { occurrence: occurrenceAfter(series, shared, patch) }),
    changedAt: now,
  };
  const change = {
    ...{ pageId, actor, at: now, subject: 'series', subjectId: series.id },
    action: isOff ? 'end' : 'edit',
    before: { occurrence: series.occurrence, endedAt: series.endedAt },
    after: { ...after, ...audited, ...approved, scope, windows: patches.map(({ one }) => one.id) },
  };
  const { visible } = await withIdempotency(deps, pageId, idempotencyKey, id, (recordKey) =>
    commit(deps, change, [
      ...recordKey,
      ...edits.flatMap((edit) => editStatements(deps, actor, edit)),
      updateSeries(deps.db, series.id, series.revision, after),
      ...(extraStatements?.(id) ?? []),
    ]),
  );
  return { id, exceptionCount: exceptions.length, visible };
}

const isClosed = ({ state }: IncidentRecord): boolean => state === 'completed';

const hasMore = (series: Series, now: number): boolean =>
  windowsOf(series, Math.max(series.plannedTo, now), series.firstAt + MAX_SERIES_DURATION).length >
  0;
