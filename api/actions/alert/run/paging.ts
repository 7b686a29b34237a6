import { updateAlertGroup } from '../../../../db/alert/group.ts';
import type { Statement } from '../../../../db/engine/write.ts';
import { upsertItemObligation } from '../../../../db/obligation/item.ts';
import { startsWork } from '../../../domain/alert/after-decision.ts';
import type { Publisher } from '../../commit.ts';
import { commitInternal } from '../../draft/commit-internal.ts';
import { type Acting, type RuleRunner, ruleChange } from './acting.ts';

/** Minutes until the owners are paged, where the route is deleted meanwhile. */
const WITHIN = 15;

/** Whether a decision pages: once for its group, with what the rule does. */
export const startsPaging = ({ rule, decision }: Pick<Acting, 'rule' | 'decision'>): boolean =>
  Boolean(rule.settings.route) && decision.effect !== null && startsWork(decision.effect);

export function pagingOf(
  { newId, clock }: Pick<Publisher, 'newId' | 'clock'>,
  { pageId, alert, groupId, ...acting }: Omit<Acting, 'rest' | 'group'>,
): Statement[] {
  if (!startsPaging(acting)) return [];
  const at = clock();
  return [
    upsertItemObligation({
      ...{ id: newId(), pageId, kind: 'alert', subjectId: groupId, title: alert.title },
      ...{ responsible: [], incidentId: null, dueAt: at, within: WITHIN, createdAt: at },
    }),
  ];
}

/** A rule that pages and does nothing else. */
export function pageOnly(deps: RuleRunner, acting: Acting): Promise<void> {
  const at = deps.clock();
  return commitInternal(deps, ruleChange(acting, at, 'act', 'alert_rule', acting.rule.id), [
    ...acting.rest(),
    updateAlertGroup(deps.db, acting.groupId, { actedAt: at }),
  ]);
}
