import type { DueAlert } from '../../../../db/alert/due.ts';
import type { AlertGroup } from '../../../../db/alert/group.ts';
import type { AlertRule } from '../../../../db/alert/rule.ts';
import type { Statement } from '../../../../db/engine/write.ts';
import type { RuleDecision } from '../../../domain/alert/rule-facts.ts';
import type { Actor } from '../../../domain/response/role.ts';
import type { Change, Publisher } from '../../commit.ts';
import type { InternalMailer } from '../../internal/subscription.ts';
import type { EscalationDeps } from '../../obligation/escalate.ts';

export type RuleRunner = Publisher & InternalMailer & EscalationDeps;

export const alertActor: Actor = {
  ...{ kind: 'system', id: 'alerts', name: 'Alert rules', role: 'owner' },
};

/** A decision to carry out. `rest` is stored in the same batch: what was decided, in these words. */
export type Acting = {
  pageId: string;
  alert: DueAlert;
  rule: AlertRule;
  groupId: string;
  /** As it is stored; null for one that this batch opens. */
  group: AlertGroup | null;
  decision: RuleDecision;
  rest: (outcome?: Pick<RuleDecision, 'outcome' | 'explanation'>) => Statement[];
};

/** Of what a rule does, for the audit log. */
export const ruleChange = (
  { pageId, rule, alert }: Acting,
  at: number,
  action: string,
  subject: Change['subject'],
  subjectId: string,
): Change => ({
  ...{ pageId, actor: alertActor, at, action, subject, subjectId },
  after: {
    ...(subject === 'alert_rule' ? { name: rule.name } : { rule: rule.name }),
    ...{ revision: rule.revision, alert: alert.id },
  },
});
