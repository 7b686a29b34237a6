import { claimPolls } from '../../../db/upstream/upstream.ts';
import { errorFacts } from '../../core/log.ts';
import { SECOND } from '../../domain/time/time.ts';
import { type PollLimits, runPolls, type UpstreamPoller } from './poll.ts';

/** Share of a run's requests for polls, after what checks have taken; mail has the rest. */
const SHARE = 0.1;
/** To store what they answered, and show it. */
const STORING = 4;

/** A Worker may have six connections open. */
export const edgePolls = (allowed: number): PollLimits => ({
  most: Math.min(60, Math.max(1, Math.floor((allowed - 30) * SHARE))),
  ...{ inFlight: 6, ms: 30 * SECOND },
});

/** The polls of a cron run: those that are due are taken first, so that mail knows what is left. */
export async function pollsOfMinute(
  deps: UpstreamPoller,
  allowed: number,
): Promise<{ requests: number; run: () => Promise<void> }> {
  const limits = edgePolls(allowed);
  try {
    const due = await claimPolls(deps.db, { now: deps.clock(), most: limits.most });
    return {
      requests: due.length > 0 ? due.length + STORING : 0,
      run: () => runPolls(deps, due, limits),
    };
  } catch (error) {
    return {
      requests: 0,
      run: async () => {
        deps.log('warn', 'polls of vendors postponed to the next minute', errorFacts(error));
      },
    };
  }
}
