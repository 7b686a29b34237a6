import {
  type DueAlert,
  dueAlerts,
  insertAlertDecision,
  markDecided,
  skipUnruled,
} from '../../../../db/alert/due.ts';
import {
  closeAlertGroups,
  insertAlertGroup,
  updateAlertGroup,
} from '../../../../db/alert/group.ts';
import { endPaging } from '../../../../db/alert/paging.ts';
import { countRuleAct } from '../../../../db/alert/rule.ts';
import { type Statement, violated, write } from '../../../../db/engine/write.ts';
import { errorFacts } from '../../../core/log.ts';
import { Problem } from '../../../core/problem.ts';
import { afterDecision } from '../../../domain/alert/after-decision.ts';
import { decide } from '../../../domain/alert/decide.ts';
import type { RuleDecision } from '../../../domain/alert/rule-facts.ts';
import { MINUTE } from '../../../domain/time/time.ts';
import { escalateObligations } from '../../obligation/escalate.ts';
import { act } from './act.ts';
import { type Acting, alertActor, type RuleRunner } from './acting.ts';
import { pagingOf, startsPaging } from './paging.ts';
import { alertFacts, readWorld } from './world.ts';

/** So many alerts are decided in one run; the next tick continues. */
const MAX_ALERTS = 5000;
/** Decisions without an effect are stored together. */
const BATCH = 100;
/** Another process or a newer delivery may come first this often. */
const TRIES = 5;
const RETRY = 5 * MINUTE;

const running = new WeakMap<object, Promise<void>>();
const wanted = new WeakSet<object>();

/**
 * Decides every alert that is due. Each decision is stored with its effect in one batch that fails
 * where the alert, the rule or the group has changed, so that each happens once, through kills too.
 * In one process, one run at a time: a call meanwhile makes it run once more.
 */
export function runAlertRules(deps: RuleRunner): Promise<void> {
  const current = running.get(deps.db);
  if (current !== undefined) {
    wanted.add(deps.db);
    return current;
  }
  const run = runUntilDone(deps).finally(() => running.delete(deps.db));
  running.set(deps.db, run);
  return run;
}

async function runUntilDone(deps: RuleRunner): Promise<void> {
  do {
    wanted.delete(deps.db);
    await runOnce(deps);
  } while (wanted.has(deps.db));
}

async function runOnce(deps: RuleRunner): Promise<void> {
  const now = deps.clock();
  for (let tries = 1; ; tries++) {
    try {
      const due = await dueAlerts(deps.db, now, MAX_ALERTS);
      if (due.length === 0) return;
      for (const [pageId, alerts] of Map.groupBy(due, (one) => one.pageId))
        if (await decideAll(deps, pageId, alerts)) await pageSoon(deps);
      return;
    } catch (error) {
      if (!isOvertaken(error) || tries === TRIES) throw error;
    }
  }
}

/** The next minute’s run pages anyone whom this doesn’t reach. */
const pageSoon = (deps: RuleRunner): Promise<void> =>
  escalateObligations(deps).catch((error) => {
    deps.log('warn', 'paging waits for the next minute', errorFacts(error));
  });

/** A newer delivery, another process or a person came first: read again. */
const isOvertaken = (error: unknown): boolean =>
  /^(alert\.turn|alert_rule\.acts|alert_group\.|draft\.revision)/.test(violated(error) ?? '') ||
  (error instanceof Problem && error.code === 'conflict');

/** True where somebody must be paged. */
async function decideAll(
  deps: RuleRunner,
  pageId: string,
  alerts: readonly DueAlert[],
): Promise<boolean> {
  const now = deps.clock();
  const page = await readWorld(deps.db, pageId, now);
  if (page.rules.size === 0) {
    await write(deps.db, [skipUnruled(pageId, now)]);
    return false;
  }
  const acts = new Map([...page.rules].map(([id, { acts: count }]) => [id, count]));
  let { world } = page;
  let pages = false;
  let quiet: Statement[] = [];
  const flush = async () => {
    if (quiet.length > 0) await write(deps.db, quiet);
    quiet = [];
  };
  for (const alert of alerts) {
    const facts = alertFacts(alert);
    const decision = decide(facts, world);
    const newGroup = deps.newId();
    const after = afterDecision(world, facts, decision, newGroup);
    world = after.world;
    const row = decision.rule && page.rules.get(decision.rule.id);
    const rule = row && { ...row, acts: acts.get(row.id) ?? row.acts };
    const stored = { deps, pageId, alert, decision, newGroup, groupId: after.groupId };
    if (decision.effect === null || !rule || after.groupId === null) {
      quiet.push(...statementsOf(stored));
      if (quiet.length >= 3 * BATCH) await flush();
      continue;
    }
    await flush();
    const acting = { pageId, alert, rule, decision, groupId: after.groupId };
    const rest: Acting['rest'] = (outcome) => [
      ...statementsOf({ ...stored, decision: { ...decision, ...outcome } }),
      countRuleAct(deps.db, rule),
      ...pagingOf(deps, acting),
    ];
    acts.set(rule.id, rule.acts + 1);
    const group = page.groups.get(after.groupId) ?? null;
    try {
      await act(deps, { ...acting, group, rest });
      pages ||= startsPaging(acting);
    } catch (error) {
      if (isOvertaken(error) || !(error instanceof Problem)) throw error;
      await postpone(deps, { ...stored, groupId: alert.groupId }, error);
      return pages;
    }
  }
  await flush();
  return pages;
}

type Stored = {
  deps: RuleRunner;
  pageId: string;
  alert: DueAlert;
  decision: RuleDecision;
  newGroup: string;
  groupId: string | null;
};

function statementsOf({ deps, pageId, alert, decision, newGroup, groupId }: Stored): Statement[] {
  const { rule, outcome, explanation, dueAt, group, closes } = decision;
  const at = deps.clock();
  const isNews = outcome !== alert.outcome;
  const opens = group !== null && 'open' in group;
  return [
    ...(closes.length > 0
      ? [closeAlertGroups(deps.db, closes, at), endPaging(closes, { at, by: alertActor.name })]
      : []),
    ...(opens && rule
      ? [
          insertAlertGroup(deps.db, {
            ...{ id: newGroup, pageId, ruleId: rule.id, key: group.open, openedAt: at },
            dry: rule.isDry,
          }),
        ]
      : []),
    ...(outcome === 'dry' && groupId !== null
      ? [updateAlertGroup(deps.db, groupId, { actedAt: at })]
      : []),
    markDecided(deps.db, alert, { dueAt, outcome, groupId }),
    ...(isNews
      ? [
          insertAlertDecision(deps.db, {
            ...{ id: deps.newId(), pageId, alertId: alert.id, outcome, explanation, at },
            ...{ ruleId: rule?.id ?? null, ruleName: rule?.name ?? null },
            ruleRevision: rule?.revision ?? null,
          }),
        ]
      : []),
  ];
}

/** What a rule could not do is said in the inbox, and tried again. */
async function postpone(deps: RuleRunner, stored: Stored, problem: Problem): Promise<void> {
  deps.log('warn', 'a rule for alerts failed', { alert: stored.alert.id, ...errorFacts(problem) });
  const decision: RuleDecision = {
    ...{ ...stored.decision, outcome: 'failed', group: null, closes: [], effect: null },
    explanation: `${problem.message} It is tried again in five minutes.`,
    dueAt: deps.clock() + RETRY,
  };
  await write(deps.db, statementsOf({ ...stored, decision }));
}
