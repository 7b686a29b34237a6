import type { Component } from '../../../db/component/component.ts';
import { discardDraftsOf } from '../../../db/draft/ended.ts';
import type { Statement } from '../../../db/engine/write.ts';
import {
  attachComponent,
  detachComponents,
  findIncident,
  updateIncident,
} from '../../../db/incident/incident.ts';
import type { IncidentRecord } from '../../../db/incident/timeline.ts';
import { findPage, insertAudit } from '../../../db/page/page.ts';
import { markReviewPublished } from '../../../db/review/review.ts';
import { notFound, Problem } from '../../core/problem.ts';
import { drillName } from '../../domain/drill/name.ts';
import { isClosed, stateLabels } from '../../domain/incident/incident.ts';
import { readers } from '../../domain/page/scope.ts';
import type { Actor } from '../../domain/response/role.ts';
import {
  audienceAfter,
  type IncidentChange,
  incidentChange,
  opensToReaders,
} from '../../domain/update/change.ts';
import { statusChanges } from '../../domain/update/update.ts';
import { assertFresh, commit, type Publisher } from '../commit.ts';
import { updateObligations } from '../obligation/changed.ts';
import { statusStatements, updateStatements } from '../status/timeline.ts';
import { assertApproved } from './approval.ts';
import { findReplay, type Published, withIdempotency } from './idempotency.ts';
import type { IncidentPatch } from './input.ts';
import { assertInternalFields } from './internal-fields.ts';
import {
  assertAffected,
  assertAudience,
  assertOpening,
  assertPlannedWindow,
  assertState,
  componentsById,
} from './possible.ts';
import { assertPassed } from './preflight.ts';
import type { PublishOptions } from './publish-options.ts';
import { severityChange } from './severity-change.ts';

const TRIES = 4;

/**
 * With a body, appends an update; without one, edits the incident. When no revision was compared
 * and another write came first, the patch is applied again.
 */
export async function patchIncident(
  deps: Publisher,
  actor: Actor,
  pageId: string,
  id: string,
  patch: IncidentPatch,
  options: PublishOptions = {},
): Promise<Published> {
  for (let tries = 1; ; tries++) {
    try {
      return await applyPatch(deps, actor, pageId, id, patch, options);
    } catch (error) {
      const overtaken = error instanceof Problem && error.code === 'conflict';
      if (!overtaken || patch.expectedRevision !== undefined || options.retry || tries === TRIES)
        throw error;
    }
  }
}

async function applyPatch(
  deps: Publisher,
  actor: Actor,
  pageId: string,
  id: string,
  patch: IncidentPatch,
  options: PublishOptions,
): Promise<Published> {
  const { retry, extraStatements } = options;
  if (await findReplay(deps, pageId, retry)) return { id, visible: true };
  const before = await findIncident(deps.db, pageId, id);
  if (!before) throw notFound('incident');
  assertFresh(before.revision, patch.expectedRevision);
  const edit = await editOf(deps, actor, before, patch, options);
  const passed = await assertEditPassed(deps, actor, edit, options);
  const approved = await assertEditsApproved(deps, actor, pageId, [edit], options);
  const audited = {
    ...{ pageId, actor, at: edit.now, subject: 'incident', subjectId: id },
    action: edit.change.isUpdate ? 'update' : 'edit',
    before: auditView(before),
    after: { ...edit.change.row, ...edit.graded?.row, ...passed, ...approved },
  };
  const statements = [...editStatements(deps, actor, edit), ...gradedStatements(deps, actor, edit)];
  return withIdempotency(deps, pageId, retry, id, (recordKey) =>
    commit(deps, audited, [
      ...recordKey,
      ...statements,
      ...(extraStatements?.(id) ?? []),
      // After the draft that is published, which is no open one then.
      ...(endsWith(edit) ? [discardDraftsOf(deps.db, id, closedBy(actor, edit))] : []),
    ]),
  );
}

const endsWith = ({ before, change }: Edit): boolean =>
  isClosed(change.row.state) && !isClosed(before.state);

const closedBy = (actor: Actor, { before, change, now }: Edit) => ({
  at: now,
  by: actor.name,
  why: `The ${before.kind} was ${stateLabels[change.row.state].toLowerCase()}.`,
});

/** An incident, a patch, and what the patch makes of it. */
export type Edit = {
  known: Map<string, Component>;
  before: IncidentRecord;
  patch: IncidentPatch;
  now: number;
  change: IncidentChange;
  /** What another severity changes besides; absent where it stays. */
  graded?: Awaited<ReturnType<typeof severityChange>>;
};

export async function editOf(
  deps: Publisher,
  actor: Actor,
  before: IncidentRecord,
  input: IncidentPatch,
  { writer }: Pick<PublishOptions, 'writer'>,
): Promise<Edit> {
  const patch =
    before.drill && input.name !== undefined ? { ...input, name: drillName(input.name) } : input;
  const now = deps.clock();
  const known = await componentsById(deps, before.pageId, before.componentIds);
  assertPossible({ known, before, patch });
  const change = incidentChange({ known, before, patch, now, actor, writer });
  const edit = { known, before, patch, now, change };
  const { severity, approvalOverride: reason } = patch;
  if (severity === undefined || severity === before.severity) return edit;
  await assertInternalFields(deps, before.pageId, { severity });
  const page = await findPage(deps.db, before.pageId);
  const wanted = { severity, reason, state: change.row.state };
  const graded = await severityChange(deps, actor, { page, incident: before }, wanted);
  return { ...edit, graded };
}

/** The team's timeline shows a change of severity from an audit entry of its own. */
const gradedStatements = (
  deps: Publisher,
  actor: Actor,
  { before, change, graded, now }: Edit,
): Statement[] =>
  graded
    ? [
        ...graded.statements,
        ...(change.isUpdate
          ? [
              insertAudit(deps.db, {
                ...{ id: deps.newId(), pageId: before.pageId, actor, at: now, action: 'edit' },
                ...{ subject: 'incident', subjectId: before.id },
                before: { severity: before.severity },
                after: { severity: graded.row.severity, ...graded.approved },
              }),
            ]
          : []),
      ]
    : [];

/** Throws when the patch names a state, a window or a component that the incident cannot have. */
export function assertPossible({
  known,
  before,
  patch,
}: Omit<Edit, 'now' | 'change' | 'graded'>): void {
  const { kind } = before;
  assertState(kind, patch.state ?? before.state);
  const from = patch.scheduledFor ?? before.scheduledFor;
  assertPlannedWindow(kind, from, patch.scheduledUntil ?? before.scheduledUntil);
  assertAffected(known, patch.componentIds ?? before.componentIds, patch.components ?? {});
  assertOpening(before, patch);
  const audience = audienceAfter(before, patch);
  assertAudience(kind, { audience, components: patch.components ?? {} }, known);
}

/** Throws when preflight stops the text. */
export function assertEditPassed(
  deps: Publisher,
  actor: Actor,
  { known, before, patch, change, graded }: Edit,
  { seenWarnings }: Pick<PublishOptions, 'seenWarnings'>,
) {
  const opens = opensToReaders(before, patch);
  const onPage = change.componentIds.flatMap((id) => known.get(id) ?? []).filter(isOnPage);
  const text = {
    // In a drill people practice writing for readers.
    audience: before.drill ? readers : change.row.audience,
    kind: before.kind,
    state: change.row.state,
    // What only the team has read so far is checked when readers get it.
    title: opens || isRenamed(before, patch) ? change.row.name : '',
    body: patch.body?.trim() ?? '',
    locale: patch.locale,
    translations: patch.translations,
    nextUpdateBy: patch.nextUpdateBy ?? null,
    affected: onPage.map(({ id, status }) => patch.components?.[id] ?? status),
    severity: graded ? graded.row.severity : before.severity,
  };
  const { override } = patch;
  return assertPassed(deps, actor, before.pageId, text, { override, seenWarnings });
}

const isRenamed = (before: IncidentRecord, { name }: IncidentPatch): boolean =>
  name !== undefined && name !== before.name;

/** An archived component says nothing to readers. */
const isOnPage = ({ archivedAt }: Component): boolean => archivedAt === null;

/** Throws when one of the edits changes a text that needs a second person, and there is none. */
export const assertEditsApproved = (
  deps: Publisher,
  actor: Actor,
  pageId: string,
  edits: readonly [Edit, ...Edit[]],
  { approval }: Pick<PublishOptions, 'approval'>,
) =>
  assertApproved(
    deps,
    actor,
    pageId,
    // A change of component status alone has no text, so nothing can stop it.
    edits.filter(changesText).map(({ before, change, graded }) => ({
      ...{ ...before, ...graded?.row, audience: change.row.audience },
    })),
    { approval, override: edits[0].patch.approvalOverride },
  );

const changesText = ({ before, change: { row, isUpdate } }: Edit): boolean =>
  isUpdate ||
  row.name !== before.name ||
  row.impactOverride !== before.impactOverride ||
  JSON.stringify(row.translations ?? null) !== JSON.stringify(before.translations);

/** The rows of an edit, for one batch. Nothing is read and nothing written. */
export function editStatements(
  deps: Publisher,
  actor: Actor,
  { known, before, patch, change, graded }: Edit,
): Statement[] {
  const { id, pageId, revision } = before;
  const { row, update, componentIds, recipientComponentIds: affected } = change;
  const context = { pageId, actor };
  const changes = statusChanges(known, patch.components);
  return [
    updateIncident(deps.db, id, revision, { ...row, ...graded?.row }),
    ...(patch.componentIds ? [detachComponents(deps.db, id)] : []),
    ...componentIds.map((componentId) => attachComponent(deps.db, id, componentId)),
    ...(update
      ? updateStatements(deps, known, { ...context, incidentId: id, affected, ...update })
      : statusStatements(deps, known, { ...context, updateId: null, at: row.updatedAt, changes })),
    ...updateObligations(actor, before, change),
    ...(update && row.state === 'postmortem' && before.audience === 'public'
      ? [markReviewPublished(id, row.updatedAt, actor.name)]
      : []),
  ];
}

/** The row without its timeline, which has its own audit entries. */
function auditView({ updates: _, ...row }: IncidentRecord) {
  return row;
}
