import type { Component } from '../../../db/component/component.ts';
import type { Statement } from '../../../db/engine/write.ts';
import {
  attachComponent,
  detachComponents,
  updateIncident,
} from '../../../db/incident/incident.ts';
import type { IncidentRecord } from '../../../db/incident/timeline.ts';
import { findPage, insertAudit } from '../../../db/page/page.ts';
import { markReviewPublished } from '../../../db/review/review.ts';
import { drillName } from '../../domain/drill/name.ts';
import { readers } from '../../domain/page/scope.ts';
import type { Finding } from '../../domain/preflight/index.ts';
import type { Actor } from '../../domain/response/role.ts';
import {
  audienceAfter,
  type IncidentChange,
  incidentChange,
  opensToReaders,
} from '../../domain/update/change.ts';
import { statusChanges } from '../../domain/update/update.ts';
import type { Publisher } from '../commit.ts';
import { updateObligations } from '../obligation/changed.ts';
import { statusStatements, updateStatements } from '../status/timeline.ts';
import { assertApproved } from './checks/approval.ts';
import {
  assertAffected,
  assertAudience,
  assertOpening,
  assertPlannedWindow,
  assertState,
  assertUnplanned,
  componentsById,
} from './checks/possible.ts';
import { assertPassed } from './checks/preflight.ts';
import type { IncidentPatch } from './input.ts';
import { assertInternalFields } from './internal-fields.ts';
import type { PublishOptions } from './publish-options.ts';
import { severityChange } from './severity-change.ts';

/** An incident, a patch, and what the patch makes of it. */
export type Edit = {
  known: Map<string, Component>;
  before: IncidentRecord;
  patch: IncidentPatch;
  now: number;
  change: IncidentChange;
  /** What a change of severity adds; absent where the severity stays. */
  severityEdit?: Awaited<ReturnType<typeof severityChange>>;
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
  const severityEdit = await severityChange(deps, actor, { page, incident: before }, wanted);
  return { ...edit, severityEdit };
}

/** The team's timeline shows a change of severity from an audit entry of its own. */
export const severityStatements = (
  deps: Publisher,
  actor: Actor,
  { before, change, severityEdit, now }: Edit,
): Statement[] =>
  severityEdit
    ? [
        ...severityEdit.statements,
        ...(change.isUpdate
          ? [
              insertAudit(deps.db, {
                ...{ id: deps.newId(), pageId: before.pageId, actor, at: now, action: 'edit' },
                ...{ subject: 'incident', subjectId: before.id },
                before: { severity: before.severity },
                after: { severity: severityEdit.row.severity, ...severityEdit.approved },
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
}: Omit<Edit, 'now' | 'change' | 'severityEdit'>): void {
  const { kind } = before;
  assertState(kind, patch.state ?? before.state);
  const from = patch.scheduledFor ?? before.scheduledFor;
  assertPlannedWindow(kind, from, patch.scheduledUntil ?? before.scheduledUntil);
  assertUnplanned(kind, patch, before);
  assertAffected(known, patch.componentIds ?? before.componentIds, patch.components ?? {});
  assertOpening(before, patch);
  const audience = audienceAfter(before, patch);
  assertAudience(kind, { audience, components: patch.components ?? {} }, known);
}

/** Throws when preflight stops the text. */
export function assertEditPassed(
  deps: Publisher,
  actor: Actor,
  { known, before, patch, change, severityEdit }: Edit,
  { seenWarnings }: Pick<PublishOptions, 'seenWarnings'>,
) {
  const opens = opensToReaders(before, patch);
  const onPage = change.componentIds.flatMap((id) => known.get(id) ?? []).filter(isOnPage);
  const text = {
    // In a drill people practice writing for readers.
    audience: before.drill ? readers : change.row.audience,
    kind: before.kind,
    state: change.row.state,
    // A title that only the team has read so far is checked when readers get it.
    title: opens || isRenamed(before, patch) ? change.row.name : '',
    body: patch.body?.trim() ?? '',
    locale: patch.locale,
    translations: patch.translations,
    nextUpdateBy: patch.nextUpdateBy ?? null,
    affected: onPage.map(({ id, status }) => patch.components?.[id] ?? status),
    severity: severityEdit ? severityEdit.row.severity : before.severity,
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
  { approval, findings }: Pick<PublishOptions, 'approval'> & { findings?: Finding[] | undefined },
) =>
  assertApproved(
    deps,
    actor,
    pageId,
    // A change of component status alone has no text, so nothing can stop it.
    edits.filter(changesText).map(({ before, change, severityEdit }) => ({
      ...{ ...before, ...severityEdit?.row, audience: change.row.audience },
    })),
    { approval, findings, override: edits[0].patch.approvalOverride },
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
  { known, before, patch, change, severityEdit }: Edit,
): Statement[] {
  const { id, pageId, revision } = before;
  const { row, update, componentIds, recipientComponentIds: affected } = change;
  const context = { pageId, actor };
  const changes = statusChanges(known, patch.components);
  return [
    updateIncident(deps.db, id, revision, { ...row, ...severityEdit?.row }),
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
