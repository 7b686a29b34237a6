import { upsertAlert } from '../../../db/alert/alert.ts';
import type { CheckOutcome, HealthCheck } from '../../../db/check/check.ts';
import type { Statement } from '../../../db/engine/write.ts';
import type { CheckResult } from '../../domain/check/judge.ts';
import { addRecent } from '../../domain/check/recent.ts';
import { nextCheckState } from '../../domain/check/state.ts';
import { targetText } from '../../domain/check/target.ts';
import type { DraftChange } from '../draft/commit-internal.ts';

/** `dueAt`: when it is due next, where that isn't its interval. */
export type Judged = { check: HealthCheck; result: CheckResult; at: number; dueAt?: number };

/** Where a result leads. `isNews`: that the check went down, or is up again. */
export function checkOutcomeOf({ check, result, at, dueAt }: Judged): {
  outcome: CheckOutcome;
  isNews: boolean;
} {
  const { ok, ms, detail } = result;
  const state = nextCheckState(check, { ok, at }, check);
  return {
    outcome: {
      ...state,
      ...{ lastAt: at, lastOk: ok, lastMs: ms, lastDetail: detail },
      recent: addRecent(check.recent, { at, ok, ms }),
      ...(dueAt === undefined ? {} : { dueAt }),
    },
    isNews: state.status !== check.status && !(check.status === 'unknown' && ok),
  };
}

/**
 * The alert of a check, like one of a monitoring system: rules, the inbox and what follows from
 * flapping are the same. Each time that it goes down is an episode of its own.
 */
export function alertOfCheck(
  { db, newId }: Pick<DraftChange, 'db' | 'newId'>,
  { check, result, at }: Judged,
  {
    outcome,
    sourceId,
    component,
  }: { outcome: CheckOutcome; sourceId: string; component: string | null },
): Statement {
  const isDown = outcome.status === 'down';
  const startsAt = (isDown ? outcome.since : check.since) ?? at;
  return upsertAlert(db, {
    ...{ id: newId(), pageId: check.pageId, sourceId, fingerprint: check.id },
    ...{ episode: String(startsAt), groupKey: check.id, title: `${check.name} is down` },
    ...{ status: isDown ? 'firing' : 'resolved', severity: 'critical' },
    labels: {
      ...{ check: check.name, check_id: check.id, kind: check.kind },
      ...(component === null ? {} : { component }),
    },
    annotations: { target: targetText(check), result: result.detail },
    ...{ startsAt, endsAt: isDown ? null : at, changedAt: at, firstSeenAt: at, lastSeenAt: at },
    excerpt: result.detail,
  });
}
