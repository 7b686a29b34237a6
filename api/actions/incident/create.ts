import type { Component } from '../../../db/component/component.ts';
import { attachComponent, insertIncident } from '../../../db/incident/incident.ts';
import { Problem } from '../../core/problem.ts';
import type { Audience, State } from '../../domain/incident/incident.ts';
import type { Actor } from '../../domain/response/role.ts';
import { openedIncident, openingKind } from '../../domain/update/new-incident.ts';
import { commit, type Publisher } from '../commit.ts';
import { openingObligations } from '../obligation/opened.ts';
import { findBackdating } from '../status/backdating.ts';
import { updateStatements } from '../status/timeline.ts';
import { openerStatements } from './access.ts';
import { assertApproved } from './checks/approval.ts';
import {
  assertAffected,
  assertAudience,
  assertPlannedWindow,
  assertState,
  assertUnplanned,
  componentsById,
} from './checks/possible.ts';
import { assertPassed } from './checks/preflight.ts';
import { duplicateOf } from './duplicate.ts';
import { findReplay, type Published, withIdempotency } from './idempotency.ts';
import type { NewIncident } from './input.ts';
import { assertInternalFields } from './internal-fields.ts';
import type { PublishOptions } from './publish-options.ts';

/** Publishes an incident with its first update. The same `idempotencyKey.key` returns the same incident. */
export async function createIncident(
  deps: Publisher,
  actor: Actor,
  pageId: string,
  input: NewIncident,
  options: PublishOptions = {},
): Promise<Published> {
  const { idempotencyKey, extraStatements, approval, openingMails } = options;
  const duplicate = await duplicateOf(deps, actor, pageId, input); // before the replay check for this submission
  const earlier = await findReplay(deps, pageId, idempotencyKey);
  if (earlier) return { id: earlier, visible: true };
  if (duplicate) throw duplicate;
  const checked = await checkedOpening(deps, actor, pageId, input, options);
  const { now, known, opened, findings, audited } = checked;
  const { row, update, componentIds: affected } = opened;
  const graded = {
    audience: row.audience,
    kind: row.kind,
    severity: row.severity,
    pastSeverities: [],
  };
  const given = { approval, override: input.approvalOverride, findings };
  const approved = await assertApproved(deps, actor, pageId, [graded], given);
  const id = deps.newId();
  const changedIds = Object.keys(input.components);
  const backdating = await findBackdating(deps, row.startedAt, now, changedIds);
  const change = { pageId, actor, at: now, action: 'create', subject: 'incident', subjectId: id };
  const stored = { id, pageId, ...row };
  return withIdempotency(deps, pageId, idempotencyKey, id, async (recordKey) =>
    commit(deps, { ...change, after: auditedOpening({ ...stored, ...audited, ...approved }) }, [
      ...recordKey,
      insertIncident(deps.db, stored),
      ...affected.map((componentId) => attachComponent(deps.db, id, componentId)),
      ...updateStatements(deps, known, {
        pageId,
        incidentId: id,
        actor,
        affected,
        backdating,
        ...update,
      }),
      ...openerStatements(deps, actor, { incidentId: id, audience: row.audience, at: now }),
      ...(await openingObligations(deps, actor, { id, pageId, ...row })),
      ...((await openingMails?.(stored)) ?? []),
      ...(extraStatements?.(id) ?? []),
    ]),
  );
}

/** The incident as it would be opened. Throws when it is not possible, or preflight stops it. */
export async function checkedOpening(
  deps: Publisher,
  actor: Actor,
  pageId: string,
  input: NewIncident,
  { writer, seenWarnings }: Pick<PublishOptions, 'writer' | 'seenWarnings'>,
) {
  const now = deps.clock();
  const known = await componentsById(deps, pageId);
  await assertPossible(deps, pageId, { input, known, now, writer });
  const opened = openedIncident({ input, known, now, actor, writer });
  const { kind, audience, state, severity } = opened.row;
  const text = {
    ...{ audience, kind, state, severity },
    title: input.name,
    body: input.body,
    locale: input.locale,
    translations: input.translations,
    nextUpdateBy: input.nextUpdateBy,
    affected: opened.becomes,
    nameable: known.size,
  };
  const given = { override: input.override, seenWarnings };
  return { now, known, opened, ...(await assertPassed(deps, actor, pageId, text, given)) };
}

/** Throws when the window, state, severity, components or start of an incident is not possible. */
async function assertPossible(
  deps: Publisher,
  pageId: string,
  opening: Pick<PublishOptions, 'writer'> & {
    input: NewIncident;
    known: Map<string, Component>;
    now: number;
  },
): Promise<void> {
  const { input, known, now, writer } = opening;
  const kind = openingKind(input);
  assertPlannedWindow(kind, input.scheduledFor, input.scheduledUntil);
  assertUnplanned(kind, input);
  assertState(kind, input.state);
  // A draft keeps its severity, even if the page's scale no longer has it.
  const { severity } = input;
  await assertInternalFields(deps, pageId, { severity }, writer ? { severity } : {});
  assertAffected(known, input.componentIds, input.components);
  assertAudience(kind, input, known);
  if (input.startedAt !== null && input.startedAt > now)
    throw new Problem('invalid', 'Not published. The start time is in the future.', {
      startedAt: 'Choose a time in the past, or schedule maintenance.',
    });
}

/** The audit log keeps no text of a restricted incident: every owner reads it. */
const auditedOpening = (row: { audience: Audience; severity: string | null; state: State }) =>
  row.audience === 'restricted'
    ? { audience: row.audience, severity: row.severity, state: row.state }
    : row;
