import { errorFacts } from '../../core/log.ts';
import { SECOND } from '../../domain/time/time.ts';
import { type CheckRunner, type RunLimits, runChecks, takeDueChecks } from './run.ts';

/** Requests of a minute that mail and other work need in any case. */
const RESERVED = 36;
/** Share of the others for checks; mail has the rest. */
const SHARE = 0.7;
/** To store results and alerts, and skip the rest. */
const STORING = 4;

/** A Worker may have six connections open. */
export const edgeLimits = (requests: number): RunLimits => ({
  most: Math.min(400, Math.max(1, Math.floor((requests - RESERVED) * SHARE))),
  inFlight: 6,
  ms: 45 * SECOND,
});

/**
 * The checks of a cron run, which share the `allowed` requests with mail: those that are due are taken first,
 * so that mail knows what is left. What can't be run is skipped, and said in the list of checks.
 */
export async function checksOfMinute(
  deps: CheckRunner,
  allowed: number,
): Promise<{ requests: number; run: () => Promise<void> }> {
  const limits = edgeLimits(allowed);
  try {
    const due = await takeDueChecks(deps, limits);
    return {
      requests: due.length > 0 ? due.length + STORING : 0,
      run: () => runChecks(deps, due, limits),
    };
  } catch (error) {
    return {
      requests: 0,
      run: async () => {
        deps.log('warn', 'checks postponed to the next minute', errorFacts(error));
      },
    };
  }
}
