import { runAlertRules } from '../../../api/actions/alert/run/run.ts';
import { publishDue } from '../../../api/actions/draft/schedule.ts';
import { playDrills } from '../../../api/actions/drill/play.ts';
import { sendMonthlySummaries } from '../../../api/actions/figures/monthly-summary.ts';
import { handOverShifts } from '../../../api/actions/handover/shift-due.ts';
import { escalateObligations } from '../../../api/actions/obligation/escalate.ts';
import { openReviewObligations } from '../../../api/actions/review/obligations.ts';
import type { Deps } from '../../../api/context/deps.ts';
import { publishingDeps } from './publishing.ts';

/** Deadlines of on call and of postmortems, and the summary of the month, one after the other. */
export async function workOfTeam(on: Deps): Promise<void> {
  await handOverShifts(on);
  await openReviewObligations(on);
  await escalateObligations(on);
  await sendMonthlySummaries(on);
}

const runs: Record<string, (on: Deps) => Promise<void>> = {
  alerts: runAlertRules,
  obligations: async (on) => {
    await runAlertRules(on);
    await escalateObligations(on);
  },
  shifts: async (on) => {
    await Promise.all([handOverShifts(on), playDrills(on)]);
  },
  team: workOfTeam,
};

/**
 * A process that does by the clock what is due, until it is killed. Without `at` (UTC ms) its clock
 * goes. With `kill`, `before` or `after`, it works once and kills itself at its first write.
 */
async function main(): Promise<void> {
  const [url = '', baseUrl = '', secret = '', work = 'drafts', at, kill] = process.argv.slice(2);
  const deps = publishingDeps(url, baseUrl, secret, at ? () => Number(at) : Date.now);
  process.stdout.write('ready\n');
  /** It must not outlive the test, should that be killed. */
  const parent = process.ppid;
  const run = runs[work] ?? publishDue;
  if (kill) {
    dieAtWrite(deps, kill);
    return run(deps);
  }
  while (process.ppid === parent) await run(deps);
}

/** Dies before the first batch that writes, or after the first that changed rows. */
function dieAtWrite({ db: { $client: client } }: Deps, kill: string): void {
  const die = (): Promise<never> => {
    process.kill(process.pid, 'SIGKILL');
    return new Promise(() => {});
  };
  const write = client.batch.bind(client);
  client.batch = async (statements, mode) => {
    if (mode === 'write' && kill === 'before') await die();
    const written = await write(statements, mode);
    if (mode === 'write' && written.some(({ rowsAffected }) => rowsAffected > 0)) await die();
    return written;
  };
}

if (process.argv[1] === import.meta.filename) await main();
