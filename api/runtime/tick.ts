import { sweepEnded } from '../../db/delivery/supersede.ts';
import { storeIdOrigins } from '../../db/page/page.ts';
import { prune } from '../../db/prune.ts';
import { runAlertRules } from '../actions/alert/run/run.ts';
import { runDueChecks } from '../actions/check/run.ts';
import { publishDue } from '../actions/draft/schedule.ts';
import { playDrills } from '../actions/drill/play.ts';
import { sendMonthlySummaries } from '../actions/figures/monthly-summary.ts';
import { handOverShifts } from '../actions/handover/shift-due.ts';
import { runDueMaintenance } from '../actions/maintenance/run-due.ts';
import { escalateObligations } from '../actions/obligation/escalate.ts';
import { openReviewObligations } from '../actions/review/obligations.ts';
import { maintainSubscribers } from '../actions/subscriber/upkeep/maintain.ts';
import { pollUpstreams } from '../actions/upstream/poll.ts';
import type { Deps } from '../context/deps.ts';
import { errorFacts } from '../core/log.ts';
import { DAY } from '../domain/time/time.ts';
import { checkAccount } from '../notify/account.ts';
import { refreshIncidentChannels } from '../notify/incident-channel/refresh.ts';
import { notifyOperators } from '../notify/operators.ts';

/** One minute of background work. It finds everything that hints have missed. */
export async function tick(
  deps: Deps,
  poll = () => deps.sender.poll(),
  checks = () => runDueChecks(deps),
  vendors = () => pollUpstreams(deps),
): Promise<void> {
  const work = {
    snapshot: () => deps.stores.catchUp().then(() => storeMissingOrigins(deps)),
    mail: poll,
    obligations: () => escalateObligations(deps),
    maintenance: () => runDueMaintenance(deps),
    alerts: () => runAlertRules(deps),
    checks,
    vendors,
    drills: () => playDrills(deps),
    reviews: () => openReviewObligations(deps),
    shifts: () => handOverShifts(deps),
    drafts: () => publishDue(deps),
    chats: () => refreshIncidentChannels(deps),
    account: () => checkAccount(deps),
    operators: () => notifyOperators(deps),
    summaries: () => sendMonthlySummaries(deps),
    ended: () => sweepEnded(deps.db),
    subscribers: () => maintainSubscribers(deps),
    prune: () => prune(deps.db, deps.clock() - 2 * DAY),
  };
  await Promise.all(
    Object.entries(work).map(async ([name, run]) => {
      try {
        await run();
      } catch (error) {
        deps.log('warn', 'background work failed', { work: name, ...errorFacts(error) });
      }
    }),
  );
}

const stored = new WeakMap<Deps['stores'], Set<string>>();

/**
 * Once per process and page, from the snapshots in memory. Without BASE_URL the address is a guess
 * that ids must not keep.
 */
async function storeMissingOrigins({ db, config, stores }: Deps): Promise<void> {
  const done = stored.get(stores) ?? new Set();
  const missing = stores.pages().filter(({ id, idOrigin }) => !idOrigin && !done.has(id));
  if (!config.hasBaseUrl || missing.length === 0) return;
  await storeIdOrigins(db, config.baseUrl);
  stored.set(stores, new Set([...done, ...missing.map(({ id }) => id)]));
}
