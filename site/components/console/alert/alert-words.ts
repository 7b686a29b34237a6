import type { AlertStatus } from '../../../../api/domain/alert/inbound.ts';
import type { ruleActions, ruleEndings, ruleGroupings } from '../../../../api/domain/alert/rule.ts';
import type { AlertOutcome } from '../../../../api/domain/alert/rule-facts.ts';

export const alertStatusLabels: Record<AlertStatus, string> = {
  firing: 'Firing',
  acknowledged: 'Acknowledged',
  resolved: 'Resolved',
};

export const outcomeLabels: Record<AlertOutcome, string> = {
  unmatched: 'No rule matches',
  ignored: 'Ignored',
  muted: 'Muted by maintenance',
  waiting: 'Waiting',
  flapping: 'Comes and goes',
  collecting: 'Waiting for more alerts',
  joined: 'Joined a group',
  capped: 'Over the hourly limit',
  dry: 'Dry run',
  noted: 'Noted',
  paged: 'Paged',
  component: 'Status set',
  drafted: 'Draft started',
  published: 'Published',
  ended: 'Over',
  settling: 'Waiting after the end',
  proposed: 'Needs a decision',
  undone: 'Undone',
  failed: 'Failed',
};

export const actionLabels: Record<(typeof ruleActions)[number], string> = {
  draft: 'Start a draft',
  note: 'Note on the timeline of open incidents',
  component: 'Set the status of components',
  publish: 'Publish an incident',
  page: 'Only page someone',
  ignore: 'Ignore the alert',
};

export const endingLabels: Record<(typeof ruleEndings)[number], string> = {
  propose: 'Ask the team',
  automatic: 'Undo what the rule did, unless someone changed it',
  none: 'Do nothing',
};

export const groupingLabels: Record<(typeof ruleGroupings)[number], string> = {
  sender: 'The sender’s groups',
  labels: 'Alerts with the same labels',
  rule: 'All alerts of this rule',
};
