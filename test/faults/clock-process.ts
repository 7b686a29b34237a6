import { runAlertRules } from '../../api/actions/alert/run/run.ts';
import { publishDue } from '../../api/actions/draft/schedule.ts';
import { playDrills } from '../../api/actions/drill/play.ts';
import { handOverShifts } from '../../api/actions/handover/shift-due.ts';
import { escalateObligations } from '../../api/actions/obligation/escalate.ts';
import { publishingDeps } from './publishing.ts';

/** A process that does by the clock what is due, until it is killed. Without `at` (UTC ms) its clock goes. */
const [url = '', baseUrl = '', secret = '', work = 'drafts', at] = process.argv.slice(2);
const deps = publishingDeps(url, baseUrl, secret, at ? () => Number(at) : Date.now);
process.stdout.write('ready\n');
/** It must not outlive the test, should that be killed. */
const parent = process.ppid;
const runs: Record<string, (on: typeof deps) => Promise<void>> = {
  alerts: runAlertRules,
  obligations: escalateObligations,
  shifts: async (on) => {
    await Promise.all([handOverShifts(on), playDrills(on)]);
  },
};
const run = runs[work] ?? (() => publishDue(deps));
while (process.ppid === parent) await run(deps);
