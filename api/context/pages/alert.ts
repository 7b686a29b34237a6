import type { HistoryReplay } from '../../domain/alert/replay/history.ts';
import type { CheckKind } from '../../domain/check/kind.ts';
import type { AlertInbox, ShownAlert, ShownAlertSource } from '../../reads/alert/inbox.ts';
import type { AlertRule, RuleOptions, RuleReplay } from '../../reads/alert/rules.ts';
import type {
  CheckList,
  CheckOptions,
  CheckSummary,
  ShownCheck,
} from '../../reads/check/checks.ts';
import type { Form } from './form.ts';

/** Alerts of monitoring systems. */
export type AlertPages = {
  '/admin/alerts': AlertInbox;
  '/admin/alerts/[id]': ShownAlert;
  '/admin/alerts/sources': Form<{ sources: ShownAlertSource[]; example: string }>;
  '/admin/alerts/sources/[id]': Form<{
    source: ShownAlertSource;
    example: string;
  }>;
  '/admin/alerts/sources/[id]/delete': { source: ShownAlertSource };
  '/admin/alerts/checks': CheckList;
  '/admin/alerts/checks/new': Form<{ kind: CheckKind; options: CheckOptions }>;
  '/admin/alerts/checks/[id]': Form<ShownCheck & { options: CheckOptions; example: string }>;
  '/admin/alerts/checks/[id]/delete': { check: CheckSummary };
  '/admin/alerts/rules': { rules: AlertRule[] };
  '/admin/alerts/rules/replay': Form<{
    /** Who may have sent the history: values and labels. */
    options: [string, string][];
    /** Whether a rule is on. */
    isReady: boolean;
    replay: HistoryReplay | undefined;
  }>;
  '/admin/alerts/rules/new': Form<{ options: RuleOptions; replay: RuleReplay | undefined }>;
  '/admin/alerts/rules/[id]': Form<{
    rule: AlertRule;
    options: RuleOptions;
    replay: RuleReplay | undefined;
  }>;
  '/admin/alerts/rules/[id]/delete': { rule: AlertRule };
};
