import { listComponents } from '../../../db/component/component.ts';
import { findPagerDuty } from '../../../db/escalation/pagerduty.ts';
import {
  deletePolicy,
  findPolicy,
  insertPolicy,
  listPolicies,
  type PolicyRow,
  updatePolicy,
} from '../../../db/escalation/policy.ts';
import { listSchedules } from '../../../db/on-call/schedule.ts';
import { findPage } from '../../../db/page/page.ts';
import { listMembers } from '../../../db/team/account.ts';
import { notFound, refused } from '../../core/problem.ts';
import { EscalationPolicy } from '../../domain/escalation/policy.ts';
import type { Actor } from '../../domain/response/role.ts';
import { severityScaleOf } from '../../domain/response/severity.ts';
import { assertFresh, type Change } from '../commit.ts';
import { commitInternal, createInternal, type DraftChange } from '../draft/commit-internal.ts';
import { findReplay, type IdempotencyKey } from '../incident/idempotency.ts';

const MAX_POLICIES = 50;

/** Adds a policy. Returns its ID; the same `idempotencyKey.key` returns the same policy. */
export async function createPolicy(
  deps: DraftChange,
  actor: Actor,
  pageId: string,
  input: EscalationPolicy,
  idempotencyKey?: IdempotencyKey,
): Promise<string> {
  const earlier = await findReplay(deps, pageId, idempotencyKey);
  if (earlier) return earlier;
  await assertKnown(deps, pageId, input);
  const others = await listPolicies(deps.db, pageId);
  if (others.length >= MAX_POLICIES)
    throw refused({ name: `A page can have at most ${MAX_POLICIES} escalation policies.` });
  assertNameIsFree(others, input.name);
  const at = deps.clock();
  const id = deps.newId();
  const change = auditOf(deps, actor, { id, pageId }, 'create', { after: input });
  const row = { id, pageId, ...input, createdAt: at, updatedAt: at };
  return createInternal(deps, change, { id, idempotencyKey }, [insertPolicy(deps.db, row)]);
}

/** Changes a policy, also for incidents that wait for an acknowledgment. */
export async function savePolicy(
  deps: DraftChange,
  actor: Actor,
  pageId: string,
  id: string,
  {
    expectedRevision,
    ...patch
  }: Partial<EscalationPolicy> & { expectedRevision?: number | undefined },
): Promise<void> {
  const row = await requirePolicy(deps, pageId, id);
  assertFresh(row.revision, expectedRevision);
  const before = EscalationPolicy.parse(row);
  const parsed = EscalationPolicy.safeParse({ ...before, ...patch });
  if (!parsed.success)
    throw refused(
      Object.fromEntries(parsed.error.issues.map(({ path, message }) => [path.join('.'), message])),
    );
  const after = parsed.data;
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  await assertKnown(deps, pageId, after, before);
  const others = (await listPolicies(deps.db, pageId)).filter((one) => one.id !== id);
  assertNameIsFree(others, after.name);
  await commitInternal(deps, auditOf(deps, actor, row, 'edit', { before, after }), [
    updatePolicy(deps.db, id, row.revision, { ...after, updatedAt: deps.clock() }),
  ]);
}

/** Deletes a policy. Its incidents follow the next one that matches, or the standard levels. */
export async function removePolicy(
  deps: DraftChange,
  actor: Actor,
  pageId: string,
  id: string,
): Promise<void> {
  const row = await requirePolicy(deps, pageId, id);
  const before = EscalationPolicy.parse(row);
  await commitInternal(deps, auditOf(deps, actor, row, 'delete', { before }), [
    deletePolicy(deps.db, id),
  ]);
}

export async function requirePolicy(
  { db }: Pick<DraftChange, 'db'>,
  pageId: string,
  id: string,
): Promise<PolicyRow> {
  const row = await findPolicy(db, pageId, id);
  if (!row) throw notFound('escalation policy');
  return row;
}

const auditOf = (
  deps: Pick<DraftChange, 'clock'>,
  actor: Actor,
  { id: subjectId, pageId }: { id: string; pageId: string },
  action: string,
  rest: Pick<Change, 'before' | 'after'>,
): Change => ({
  ...{ pageId, actor, at: deps.clock(), subject: 'escalation_policy', subjectId, action },
  ...rest,
});

function assertNameIsFree(others: readonly PolicyRow[], name: string): void {
  if (others.some((one) => one.name.toLowerCase() === name.toLowerCase()))
    throw refused({ name: 'Another policy has this name. Choose a different one.' });
}

/** People, severities and components must exist; what a policy had before may stay. */
async function assertKnown(
  { db }: Pick<DraftChange, 'db'>,
  pageId: string,
  policy: EscalationPolicy,
  before?: EscalationPolicy,
): Promise<void> {
  const [members, components, schedules, page, pagerDuty] = await Promise.all([
    listMembers(db, pageId),
    listComponents(db, pageId),
    listSchedules(db, pageId, 0),
    findPage(db, pageId),
    findPagerDuty(db, pageId),
  ]);
  const severities = severityScaleOf(page).map(({ key }) => key);
  const had = JSON.stringify(before ?? '');
  const isKnown = (list: readonly string[], one: string) =>
    list.includes(one) || had.includes(`"${one}"`);
  const people = members.map(({ id }) => id);
  const onCall = schedules.map(({ id }) => id);
  const faults: Record<string, string> = {};
  for (const [i, { targets, severityAtLeast }] of policy.levels.entries()) {
    if (targets.some((one) => one.type === 'person' && !isKnown(people, one.id)))
      faults[`levels.${i}.targets`] = 'Choose a team member.';
    if (targets.some((one) => one.type === 'schedule' && !isKnown(onCall, one.id)))
      faults[`levels.${i}.targets`] = 'Choose a schedule of this page.';
    const triggers = targets.some(({ type }) => type === 'pagerduty');
    if (triggers && !pagerDuty && !had.includes('"pagerduty"'))
      faults[`levels.${i}.targets`] = 'Set up PagerDuty first.';
    if (severityAtLeast && !isKnown(severities, severityAtLeast))
      faults[`levels.${i}.severityAtLeast`] = 'Choose one of your severities.';
  }
  if (!policy.severities.every((one) => isKnown(severities, one)))
    faults.severities = 'Choose from your severities.';
  const known = components.map(({ id }) => id);
  if (!policy.components.every((one) => isKnown(known, one)))
    faults.components = 'Choose components or groups of this page.';
  if (Object.keys(faults).length > 0) throw refused(faults);
}
