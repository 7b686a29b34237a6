import type { Component } from '../../../db/component/component.ts';
import type { Statement } from '../../../db/engine/write.ts';
import {
  attachComponent,
  detachComponents,
  updateIncident,
} from '../../../db/incident/incident.ts';
import type { IncidentRecord } from '../../../db/incident/timeline.ts';
import type { Actor } from '../../domain/response/role.ts';
import type { IncidentChange } from '../../domain/update/change.ts';
import { statusChanges } from '../../domain/update/update.ts';
import type { Publisher } from '../commit.ts';
import { statusStatements, updateStatements } from '../status/timeline.ts';
import { assertAffected } from './affected.ts';
import { assertApproved } from './approval.ts';
import type { IncidentPatch } from './input.ts';
import { assertPlannedWindow, assertState } from './kind.ts';
import { assertPassed } from './preflight.ts';
import type { PublishOptions } from './publish-options.ts';

type Patching = {
  known: Map<string, Component>;
  before: IncidentRecord;
  patch: IncidentPatch;
};

/** Throws when a patch names a state, a window or a component that the incident cannot have. */
export function assertPossible({ known, before, patch }: Patching): void {
  const { kind } = before;
  assertState(kind, patch.state ?? before.state);
  const from = patch.scheduledFor ?? before.scheduledFor;
  assertPlannedWindow(kind, from, patch.scheduledUntil ?? before.scheduledUntil);
  assertAffected(known, patch.componentIds ?? before.componentIds, patch.components ?? {});
}

/** The rows of a change, for one batch. Nothing is read and nothing written. */
export function changeStatements(
  deps: Publisher,
  actor: Actor,
  { known, before, patch }: Patching,
  change: IncidentChange,
): Statement[] {
  const { id, pageId, revision } = before;
  const { row, update, componentIds, recipientComponentIds: affected } = change;
  const changes = statusChanges(known, patch.components);
  return [
    updateIncident(deps.db, id, revision, row),
    ...(patch.componentIds ? [detachComponents(deps.db, id)] : []),
    ...componentIds.map((componentId) => attachComponent(deps.db, id, componentId)),
    ...(update
      ? updateStatements(deps, known, { pageId, incidentId: id, actor, affected, ...update })
      : statusStatements(deps, known, {
          pageId,
          actor,
          updateId: null,
          at: row.updatedAt,
          changes,
        })),
  ];
}

/** Throws when preflight or a missing approval stops the change. */
export async function assertAllowed(
  deps: Publisher,
  actor: Actor,
  { known, before, patch }: Patching,
  { row, isUpdate, componentIds }: IncidentChange,
  { approval, seen }: Pick<PublishOptions, 'approval' | 'seen'> = {},
) {
  const onPage = componentIds.flatMap((id) => known.get(id) ?? []).filter(isOnPage);
  const passed = await assertPassed(
    deps,
    actor,
    before.pageId,
    {
      audience: before.audience,
      kind: before.kind,
      state: row.state,
      title: patch.name === undefined || patch.name === before.name ? '' : patch.name,
      body: patch.body?.trim() ?? '',
      locale: patch.locale,
      translations: patch.translations,
      nextUpdateBy: patch.nextUpdateBy ?? null,
      affected: onPage.map(({ id, status }) => patch.components?.[id] ?? status),
      severity: before.severity,
    },
    { override: patch.override, seen },
  );
  // A change of component status alone has no text, so nothing can stop it.
  if (!isUpdate && !changesText(before, row)) return passed;
  const alone = patch.approvalOverride;
  const read = await assertApproved(deps, actor, before.pageId, before, { approval, alone });
  return { ...passed, ...read };
}

/** An archived component says nothing to readers. */
const isOnPage = ({ archivedAt }: Component): boolean => archivedAt === null;

const changesText = (before: IncidentRecord, after: IncidentChange['row']): boolean =>
  after.name !== before.name ||
  after.impactOverride !== before.impactOverride ||
  JSON.stringify(after.translations ?? null) !== JSON.stringify(before.translations);
