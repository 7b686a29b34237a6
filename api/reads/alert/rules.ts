import { alertsForReplay } from '../../../db/alert/due.ts';
import { type AlertRule, listAlertRules } from '../../../db/alert/rule.ts';
import { listComponents } from '../../../db/component/component.ts';
import type { Db } from '../../../db/engine/client.ts';
import { listPolicies } from '../../../db/escalation/policy.ts';
import { listSchedules } from '../../../db/on-call/schedule.ts';
import { listTemplates } from '../../../db/template/template.ts';
import { type PastAlert, replayAlerts } from '../../domain/alert/replay/replay.ts';
import type { RuleSettings } from '../../domain/alert/rule.ts';
import { type AlertOutcome, type RuleFacts, ruleFacts } from '../../domain/alert/rule-facts.ts';
import { routeValue } from '../../domain/escalation/rule-route.ts';
import { DAY } from '../../domain/time/time.ts';

export type { AlertRule } from '../../../db/alert/rule.ts';

/** What a rule would have done with alerts of the past. */
export type RuleReplay = {
  /** How many alerts were looked at, and how many of them the rule decides. */
  alerts: number;
  matched: number;
  /** How often each thing would have happened. */
  counts: Partial<Record<AlertOutcome, number>>;
  /** The newest things that it would have done. */
  steps: {
    at: number;
    alertId: string;
    title: string;
    outcome: AlertOutcome;
    explanation: string;
  }[];
};

const REPLAYED = 500;
const SHOWN = 50;

/** Plays the newest alerts of 30 days through the rules, with `candidate` at its place, as if it were live. */
export async function replayRule(
  db: Db,
  pageId: string,
  now: number,
  candidate: { id: string | null; settings: RuleSettings },
): Promise<RuleReplay> {
  const [rows, stored] = await Promise.all([
    alertsForReplay(db, pageId, { since: now - 30 * DAY, most: REPLAYED }),
    listAlertRules(db, pageId),
  ]);
  const id = candidate.id ?? 'new';
  const tried: RuleFacts = {
    ...{ id, name: '', revision: 0, isEnabled: true, isDry: false, settings: candidate.settings },
  };
  const others = stored.map(ruleFacts);
  const rules = others.some((one) => one.id === id)
    ? others.map((one) => (one.id === id ? tried : one))
    : [...others, tried];
  const alerts = rows.map(
    (row): PastAlert => ({
      ...{ id: row.id, source: { id: row.sourceId, name: row.source }, title: row.title },
      ...{ severity: row.severity, groupKey: row.groupKey, labels: row.labels },
      ...{ annotations: row.annotations, startsAt: row.startsAt, endsAt: row.endsAt },
      ...{ episodes: row.episodes, seenAt: row.firstSeenAt },
    }),
  );
  const steps = replayAlerts(alerts, { rules, until: now }).filter(
    ({ decision }) => decision.rule?.id === id,
  );
  const counts: RuleReplay['counts'] = {};
  for (const { decision } of steps) counts[decision.outcome] = (counts[decision.outcome] ?? 0) + 1;
  return {
    ...{ alerts: alerts.length, counts },
    matched: new Set(steps.map(({ alert }) => alert.id)).size,
    steps: steps
      .slice(-SHOWN)
      .reverse()
      .map(({ at, alert, decision: { outcome, explanation } }) => ({
        ...{ at, alertId: alert.id, title: alert.title, outcome, explanation },
      })),
  };
}

/** What the form of a rule offers. */
export type RuleOptions = {
  components: { id: string; name: string }[];
  templates: { id: string; name: string }[];
  /** Whom a rule can page: values of the field, and their labels. */
  routes: [string, string][];
};

export async function readRuleOptions(db: Db, pageId: string, now: number): Promise<RuleOptions> {
  const [components, templates, policies, schedules] = await Promise.all([
    listComponents(db, pageId),
    listTemplates(db, pageId),
    listPolicies(db, pageId),
    listSchedules(db, pageId, now),
  ]);
  return {
    components: components.filter(({ group }) => !group).map(({ id, name }) => ({ id, name })),
    templates: templates
      .filter(({ state }) => state === 'investigating')
      .map(({ id, name }) => ({ id, name })),
    routes: [
      ...policies.flatMap(({ id, name, levels }) =>
        levels.map((_, i): [string, string] => [
          routeValue({ type: 'policy', id, level: i + 1 }),
          i === 0
            ? `Escalation policy: ${name}`
            : `Escalation policy: ${name}, from level ${i + 1}`,
        ]),
      ),
      ...schedules.map(({ id, name }): [string, string] => [
        routeValue({ type: 'schedule', id }),
        `On call: ${name}`,
      ]),
    ],
  };
}

export const readAlertRules = (db: Db, pageId: string): Promise<AlertRule[]> =>
  listAlertRules(db, pageId);
