import { ruledComponents } from '../../../../db/alert/component.ts';
import { type AlertGroup, updateAlertGroup } from '../../../../db/alert/group.ts';
import { changeStatus, updateComponent } from '../../../../db/component/component.ts';
import type { Statement } from '../../../../db/engine/write.ts';
import { insertAudit } from '../../../../db/page/page.ts';
import { type ComponentStatus, worst } from '../../../domain/component/status.ts';
import { commit } from '../../commit.ts';
import { commitInternal } from '../../draft/commit-internal.ts';
import { type Acting, type RuleRunner, ruleChange } from './acting.ts';

/** A status is only made worse. */
export async function setComponents(deps: RuleRunner, acting: Acting): Promise<void> {
  const { pageId, rule, groupId, rest } = acting;
  const wanted = new Map(rule.settings.components.map(({ id, status }) => [id, status]));
  const known = await ruledComponents(deps.db, pageId, [...wanted.keys()]);
  const changes = known.flatMap((one) => {
    const status = wanted.get(one.id) ?? one.status;
    return worst([one.status, status]) === one.status
      ? []
      : [{ ...one, before: one.status, status }];
  });
  const at = deps.clock();
  const after = changes.map(({ id, before, status }) => ({ id, before, status }));
  const group = updateAlertGroup(deps.db, groupId, { actedAt: at, components: after });
  if (changes.length === 0) {
    const explanation = 'The components have that status, or a worse one, already.';
    const change = ruleChange(acting, at, 'act', 'alert_rule', rule.id);
    return commitInternal(deps, change, [...rest({ outcome: 'component', explanation }), group]);
  }
  await commitStatuses(deps, acting, changes, [...rest(), group]);
}

type StatusChange = { id: string; revision: number; before: string; status: ComponentStatus };

/** One audit entry for each component, so that its history is complete. */
async function commitStatuses(
  deps: RuleRunner,
  acting: Acting,
  changes: readonly StatusChange[],
  rest: readonly Statement[],
): Promise<void> {
  const { pageId } = acting;
  const at = deps.clock();
  const entries = changes.map(({ id, before, status }) => ({
    ...ruleChange(acting, at, 'edit', 'component', id),
    ...{ before: { status: before }, after: { status, rule: acting.rule.name } },
  }));
  const [first, ...others] = entries;
  if (!first) return;
  await commit(deps, first, [
    ...others.map((one) => insertAudit(deps.db, { id: deps.newId(), ...one })),
    ...changes.flatMap(({ id, revision, status }) => [
      updateComponent(deps.db, id, revision, { updatedAt: at }),
      ...changeStatus(deps.db, {
        ...{ intervalId: deps.newId(), pageId, componentId: id, status, at },
        ...{ updateId: null, cause: 'alert' },
      }),
    ]),
    ...rest,
  ]);
}

/** Back to what they were before; decided only where nobody has changed them since. */
export async function restoreComponents(
  deps: RuleRunner,
  acting: Acting,
  made: AlertGroup['components'],
): Promise<void> {
  const known = await ruledComponents(
    deps.db,
    acting.pageId,
    made.map(({ id }) => id),
  );
  const changes = known.flatMap((one): StatusChange[] => {
    const was = made.find(({ id }) => id === one.id);
    const isOurs = one.cause === 'alert' && one.status === was?.status;
    return was && isOurs
      ? [{ id: one.id, revision: one.revision, before: one.status, status: was.before }]
      : [];
  });
  const at = deps.clock();
  if (changes.length > 0) return commitStatuses(deps, acting, changes, acting.rest());
  await commitInternal(
    deps,
    ruleChange(acting, at, 'act', 'alert_rule', acting.rule.id),
    acting.rest(),
  );
}
