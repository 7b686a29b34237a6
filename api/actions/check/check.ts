import { ensureCheckSource } from '../../../db/alert/source.ts';
import {
  deleteCheck,
  endCheckAlerts,
  findCheck,
  type HealthCheck,
  insertCheck,
  listChecks,
  updateCheck,
} from '../../../db/check/check.ts';
import { findComponent } from '../../../db/component/component.ts';
import { notFound, refused } from '../../core/problem.ts';
import { randomToken, sha256 } from '../../core/secret.ts';
import { NewAlertRule } from '../../domain/alert/rule-input.ts';
import {
  type CheckEdit,
  type CheckTarget,
  checkSettings,
  type NewCheck,
} from '../../domain/check/input.ts';
import { targetProblem } from '../../domain/check/target.ts';
import type { OutgoingRules } from '../../domain/network/destination.ts';
import type { Actor } from '../../domain/response/role.ts';
import { createAlertRule } from '../alert/rule.ts';
import { assertFresh } from '../commit.ts';
import { commitInternal, type DraftChange } from '../draft/commit-internal.ts';

const MAX_CHECKS = 500;

export type CheckChange = DraftChange & { outgoingRules: OutgoingRules };

/** The token of a heartbeat's address, which is shown once; null for other kinds. */
export type MadeCheck = { id: string; token: string | null };

/** Adds a check, which runs within a minute, and the rule for its alerts where one is wanted. */
export async function createCheck(
  deps: CheckChange,
  actor: Actor,
  pageId: string,
  input: NewCheck,
): Promise<MadeCheck> {
  const { whenDown, status, ...given } = input;
  const others = await listChecks(deps.db, pageId);
  if (others.length >= MAX_CHECKS)
    throw refused({ name: `A page can have at most ${MAX_CHECKS} checks.` });
  assertNewName(others, given.name);
  assertTarget(deps, given);
  await assertComponent(deps, pageId, given.componentId);
  const id = deps.newId();
  const at = deps.clock();
  const token = given.kind === 'heartbeat' ? randomToken() : null;
  if (whenDown !== 'nothing')
    await createAlertRule(deps, actor, pageId, ruleFor(id, { ...given, whenDown, status }));
  const row = {
    ...{ id, pageId, ...given, createdBy: actor.name, createdAt: at, updatedAt: at },
    tokenHash: token === null ? null : await sha256(token),
    dueAt: at + waitFor(given),
  };
  await commitCheck(deps, actor, row, { action: 'create', after: given }, [
    ensureCheckSource({ id: deps.newId(), pageId, createdBy: actor.name }, at),
    insertCheck(deps.db, row),
  ]);
  return { id, token };
}

/** A job gets its time for the first call; all else runs at once. ms. */
export function waitFor(check: CheckTarget & { every: number }): number {
  return check.kind === 'heartbeat' ? (check.every + check.settings.grace) * 60_000 : 0;
}

/** By the check's ID, which stays when its name changes. */
function ruleFor(
  id: string,
  {
    name,
    componentId,
    whenDown,
    status,
  }: Pick<NewCheck, 'name' | 'componentId' | 'whenDown' | 'status'>,
): NewAlertRule {
  return NewAlertRule.parse({
    name: `${name} is down`,
    mode: 'live',
    settings: {
      action: whenDown,
      conditions: [{ field: 'label', name: 'check_id', op: 'equals', value: id }],
      components: componentId === null ? [] : [{ id: componentId, status }],
      title: whenDown === 'draft' ? `${name} is unavailable` : '',
    },
  });
}

export async function saveCheck(
  deps: CheckChange,
  actor: Actor,
  pageId: string,
  id: string,
  { expectedRevision, settings, enabled, ...fields }: CheckEdit,
): Promise<void> {
  const before = await requireCheck(deps, pageId, id);
  assertFresh(before.revision, expectedRevision);
  const at = deps.clock();
  const target = settings === undefined ? before : targetIn(before.kind, settings);
  if (fields.name !== undefined)
    assertNewName(
      (await listChecks(deps.db, pageId)).filter((one) => one.id !== id),
      fields.name,
    );
  if (settings !== undefined || enabled === true) assertTarget(deps, target);
  await assertComponent(deps, pageId, fields.componentId ?? null);
  const given = Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Partial<HealthCheck>;
  const every = given.every ?? before.every;
  const changes = {
    ...given,
    ...(settings === undefined ? {} : { settings: target.settings }),
    ...(enabled === undefined ? {} : { disabledAt: enabled ? null : (before.disabledAt ?? at) }),
    ...(enabled === false ? { skippedAt: null } : {}),
    dueAt: before.kind === 'heartbeat' ? at + waitFor({ ...target, every }) : at,
    updatedAt: at,
  };
  await commitCheck(deps, actor, before, { action: 'edit', after: changes }, [
    updateCheck(deps.db, id, before.revision, changes),
  ]);
}

function targetIn(kind: CheckTarget['kind'], settings: unknown): CheckTarget {
  const parsed = checkSettings[kind].safeParse(settings);
  if (parsed.success) return { kind, settings: parsed.data } as CheckTarget; // of this kind
  throw refused(
    Object.fromEntries(
      parsed.error.issues.map(({ path, message }) => [['settings', ...path].join('.'), message]),
    ),
  );
}

/** A heartbeat's new address: calls to the former one are refused. */
export async function rotateCheck(
  deps: CheckChange,
  actor: Actor,
  pageId: string,
  id: string,
): Promise<MadeCheck> {
  const check = await requireCheck(deps, pageId, id);
  if (check.kind !== 'heartbeat') throw notFound('address');
  const token = randomToken();
  await commitCheck(deps, actor, check, { action: 'rotate address' }, [
    updateCheck(deps.db, id, check.revision, { tokenHash: await sha256(token) }),
  ]);
  return { id, token };
}

/** With its results. An alert that it has open is over. */
export async function removeCheck(
  deps: CheckChange,
  actor: Actor,
  pageId: string,
  id: string,
): Promise<void> {
  const { name, kind, settings, ...check } = await requireCheck(deps, pageId, id);
  const before = { name, kind, settings };
  await commitCheck(deps, actor, { ...check, name }, { action: 'delete', before }, [
    endCheckAlerts(id, pageId, deps.clock()),
    deleteCheck(deps.db, id),
  ]);
}

export async function requireCheck(
  { db }: Pick<CheckChange, 'db'>,
  pageId: string,
  id: string,
): Promise<HealthCheck> {
  const check = await findCheck(db, pageId, id);
  if (!check) throw notFound('check');
  return check;
}

function assertTarget({ outgoingRules }: CheckChange, target: CheckTarget): void {
  const wrong = targetProblem(target, outgoingRules);
  if (wrong) throw refused({ [`settings.${wrong.field}`]: wrong.message });
}

async function assertComponent({ db }: CheckChange, pageId: string, id: string | null) {
  if (id === null) return;
  const found = await findComponent(db, pageId, id);
  if (!found || found.group) throw refused({ componentId: 'Choose a component of this page.' });
}

function assertNewName(others: readonly HealthCheck[], name: string): void {
  if (others.some((one) => one.name.toLowerCase() === name.toLowerCase()))
    throw refused({ name: 'Another check has this name. Choose a different one.' });
}

const commitCheck = (
  deps: CheckChange,
  actor: Actor,
  { id: subjectId, pageId, name }: Pick<HealthCheck, 'id' | 'pageId' | 'name'>,
  { action, before, after }: { action: string; before?: object; after?: object },
  statements: Parameters<typeof commitInternal>[2],
): Promise<void> =>
  commitInternal(
    deps,
    {
      ...{ pageId, actor, at: deps.clock(), subject: 'health_check', subjectId, action },
      ...(before ? { before } : { after: { name, ...after } }),
    },
    statements,
  );
