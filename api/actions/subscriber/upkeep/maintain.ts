import { endIncidentSubscriptions } from '../../../../db/subscriber/following/ended-incident.ts';
import { subscriberUpkeepDue } from '../../../../db/subscriber/upkeep/due.ts';
import { runImports } from '../import/run.ts';
import { sweepSubscribers } from '../retention.ts';
import type { Register } from '../sign-up.ts';
import { mailAboutQuarantines } from './quarantine.ts';

/** Erases what is not kept any longer, ends subscriptions to incidents that are over, and continues imports. */
export async function maintainSubscribers(deps: Register): Promise<void> {
  const due = await subscriberUpkeepDue(deps.db, deps.clock());
  if (due.expired) await sweepSubscribers(deps);
  if (due.ended) await endIncidentSubscriptions(deps.db, deps.clock());
  if (due.quarantined) await mailAboutQuarantines(deps);
  if (due.imports) await runImports(deps);
}
