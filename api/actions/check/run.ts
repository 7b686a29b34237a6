import { claimChecks, type HealthCheck, skipChecks } from '../../../db/check/check.ts';
import { write } from '../../../db/engine/write.ts';
import { checkKinds, checkRunsOn } from '../../domain/check/kind.ts';
import type { OutgoingRules } from '../../domain/network/destination.ts';
import { SECOND } from '../../domain/time/time.ts';
import type { RuleRunner } from '../alert/run/acting.ts';
import { runAlertRules } from '../alert/run/run.ts';
import type { Judged } from './outcome.ts';
import { type Probing, probe } from './probe.ts';
import { storeResults } from './store.ts';

export type CheckRunner = RuleRunner & Probing & { outgoingRules: OutgoingRules };

/**
 * `most`: checks of one run. `inFlight`: at one time. No check begins after `ms`. `gap`: between the
 * beginnings of two, ms, so that many don't hold up the requests of readers.
 */
export type RunLimits = { most: number; inFlight: number; ms: number; gap?: number };

export const nodeLimits: RunLimits = { most: 2000, inFlight: 40, ms: 50 * SECOND, gap: 20 };
/** Results are stored together. */
const BATCH = 20;

const running = new WeakMap<object, Promise<void>>();

/** Takes what is due, so that a caller knows how many requests are spoken for. */
export const takeDueChecks = (
  { db, clock, outgoingRules }: Pick<CheckRunner, 'db' | 'clock' | 'outgoingRules'>,
  { most }: Pick<RunLimits, 'most'>,
): Promise<HealthCheck[]> => claimChecks(db, { now: clock(), kinds: kindsOn(outgoingRules), most });

const kindsOn = ({ runtime }: OutgoingRules) =>
  checkKinds.filter((kind) => checkRunsOn(kind, runtime));

/** Runs what is due. In one process one run at a time: what a slow one leaves is skipped, and said. */
export function runDueChecks(deps: CheckRunner, limits: RunLimits = nodeLimits): Promise<void> {
  const current = running.get(deps.db);
  if (current !== undefined) return current;
  const run = takeDueChecks(deps, limits)
    .then((due) => runChecks(deps, due, limits))
    .finally(() => running.delete(deps.db));
  running.set(deps.db, run);
  return run;
}

/** Runs checks that were taken, stores their results, and lets rules decide what follows. */
export async function runChecks(
  deps: CheckRunner,
  due: readonly HealthCheck[],
  { most, inFlight, ms, gap = 0 }: RunLimits,
): Promise<void> {
  if (due.length === 0) return;
  const startedAt = performance.now();
  const waiting = [...due];
  let judged: Judged[] = [];
  let hasNews = false;
  const flush = async () => {
    const batch = judged;
    judged = [];
    if (batch.length > 0 && (await storeResults(deps, batch))) hasNews = true;
  };
  let begun = 0;
  /** Resolves when the next check may begin. */
  const turn = async () => {
    const wait = startedAt + begun++ * gap - performance.now();
    if (wait > 0) await new Promise((resume) => setTimeout(resume, wait));
  };
  const work = async () => {
    while (performance.now() - startedAt < ms) {
      const check = waiting.shift();
      if (!check) return;
      await turn();
      const result = await probe(deps, check);
      judged.push({ check, result, at: deps.clock() });
      if (judged.length >= BATCH) await flush();
    }
  };
  await Promise.all(Array.from({ length: Math.min(inFlight, due.length) }, work));
  await flush();
  if (waiting.length > 0 || due.length >= most) await skip(deps, waiting);
  if (hasNews) await runAlertRules(deps);
}

/** What is left waits for the next minute; lists say since when. */
async function skip(deps: CheckRunner, waiting: readonly HealthCheck[]): Promise<void> {
  const claimed = waiting.map(({ id }) => id);
  const kinds = kindsOn(deps.outgoingRules);
  const results = await write(deps.db, skipChecks(deps.db, { now: deps.clock(), kinds, claimed }));
  const skipped = results.at(-1)?.rowsAffected ?? 0;
  if (skipped > 0) deps.log('warn', 'checks skipped until the next minute', { skipped });
}
