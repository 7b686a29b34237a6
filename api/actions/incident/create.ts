import { intervalsAfter } from '../../../db/component/interval.ts';
import { attachComponent, insertIncident } from '../../../db/incident/incident.ts';
import { Problem } from '../../core/problem.ts';
import { advance, type IncidentKind, isClosed } from '../../domain/incident/incident.ts';
import type { Actor } from '../../domain/response/role.ts';
import { partOf } from '../../domain/text/translation.ts';
import { commit, type Publisher } from '../commit.ts';
import { type ReportedLate, updateStatements } from '../status/timeline.ts';
import { affectedSet, componentsById } from './affected.ts';
import { assertApproved } from './approval.ts';
import { duplicateOf } from './duplicate.ts';
import { findReplay, type IdempotencyKey, withIdempotency } from './idempotency.ts';
import type { NewIncident } from './input.ts';
import { assertInternalFields, leadAfter } from './internal-fields.ts';
import { assertState, assertWindow } from './kind.ts';
import { assertPassed } from './preflight.ts';
import { authorOf, type PublishOptions } from './publish-options.ts';

/** Publishes an incident with its first update. The same `retry.key` returns the same incident. */
export async function createIncident(
  deps: Publisher,
  actor: Actor,
  pageId: string,
  input: NewIncident,
  retry?: IdempotencyKey,
  { also, approval, writer }: PublishOptions = {},
): Promise<string> {
  const twin = await duplicateOf(deps, actor, pageId, input); // before the replay check for this submission
  const earlier = await findReplay(deps, pageId, retry);
  if (earlier) return earlier;
  if (twin) throw twin;
  const now = deps.clock();
  const id = deps.newId();
  const kind: IncidentKind = input.scheduledFor === null ? 'incident' : 'maintenance';
  assertWindow(kind, input.scheduledFor, input.scheduledUntil);
  assertState(kind, input.state);
  // A draft keeps its severity, even if the page's scale no longer has it.
  const { severity } = input;
  await assertInternalFields(deps, pageId, { severity }, writer ? { severity } : {});
  const known = await componentsById(deps, pageId);
  const affected = affectedSet(known, input.componentIds, input.components);
  const told = input.startedAt ?? now;
  const startedAt = input.since ?? told;
  if (told > now)
    throw new Problem('invalid', 'Not published. The start time is in the future.', {
      startedAt: 'Choose a time in the past, or schedule maintenance.',
    });
  const unborn = {
    kind,
    state: input.state,
    impact: input.impactOverride ?? (kind === 'maintenance' ? 'maintenance' : 'none'),
    impactOverride: input.impactOverride,
    startedAt,
    monitoringAt: null,
    resolvedAt: null,
  };
  const statuses = affected.map((c) => input.components[c.id] ?? c.status);
  const passed = await assertPassed(
    deps,
    actor,
    pageId,
    {
      audience: 'public',
      kind,
      state: input.state,
      title: input.name,
      body: input.body,
      locale: input.locale,
      spoken: input.translations,
      nextUpdateBy: input.nextUpdateBy,
      affected: statuses,
      severity: input.severity,
    },
    input.override,
  );
  const alone = input.approvalOverride;
  const read = await assertApproved(
    deps,
    actor,
    pageId,
    { kind, severity, pastSeverities: [] },
    { approval, alone },
  );
  const row = {
    id,
    pageId,
    ...advance(unborn, {
      state: input.state,
      at: told,
      affected: statuses,
      endedAt: input.endedAt,
    }),
    name: input.name,
    locale: input.locale,
    translations: partOf(input.translations, 'name'),
    nextUpdateBy: isClosed(input.state) ? null : input.nextUpdateBy,
    scheduledFor: input.scheduledFor,
    scheduledUntil: input.scheduledUntil,
    automation: input.automation,
    zone: input.zone,
    remindBefore: input.remindBefore,
    remindAfter: kind === 'maintenance' ? now : null,
    verifyBefore: input.verifyBefore,
    seriesId: input.seriesId,
    occurrenceAt: input.occurrenceAt,
    metadata: input.metadata,
    severity: input.severity,
    leadId: writer?.id ?? leadAfter(null, actor),
    createdAt: now,
    updatedAt: now,
  };
  const update = updateStatements(deps, known, {
    pageId,
    incidentId: id,
    audience: 'public',
    seq: 1,
    author: authorOf(actor, writer),
    at: now,
    displayAt: told,
    input,
    affected: affected.map((c) => c.id),
    late: await lateBy(deps, startedAt, now, Object.keys(input.components)),
  });
  const change = { pageId, actor, at: now, action: 'create', subject: 'incident', subjectId: id };
  return withIdempotency(deps, pageId, retry, id, (remember) =>
    commit(deps, { ...change, after: { ...row, ...passed, ...read } }, [
      ...remember,
      insertIncident(deps.db, row),
      ...affected.map((c) => attachComponent(deps.db, id, c.id)),
      ...update,
      ...(also?.(id) ?? []),
    ]),
  );
}

async function lateBy(
  deps: Publisher,
  since: number,
  now: number,
  componentIds: string[],
): Promise<ReportedLate | undefined> {
  if (since >= now || componentIds.length === 0) return undefined;
  const rows = await intervalsAfter(deps.db, componentIds, since);
  return { since, stored: Map.groupBy(rows, (row) => row.componentId) };
}
