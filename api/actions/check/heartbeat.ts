import type { HealthCheck } from '../../../db/check/check.ts';
import { outageProblem, Problem } from '../../core/problem.ts';
import { waitFor } from './check.ts';
import type { CheckRunner } from './run.ts';
import { storeResults } from './store.ts';

/**
 * A call of a job: it is alive, or says itself that it failed. Returns whether rules have something
 * to decide.
 */
export async function receiveHeartbeat(
  deps: Pick<CheckRunner, 'db' | 'newId' | 'clock'>,
  check: HealthCheck,
  ok: boolean,
): Promise<boolean> {
  if (check.disabledAt !== null) throw new Problem('forbidden', 'This check is paused.');
  const at = deps.clock();
  const detail = ok ? 'The job called.' : 'The job reported a failure.';
  const judged = { check, result: { ok, ms: null, detail }, at };
  try {
    return await storeResults(deps, [{ ...judged, dueAt: at + waitFor(check) }]);
  } catch (error) {
    throw outageProblem(error) ?? error;
  }
}
