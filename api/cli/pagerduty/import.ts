import { type ImportedSchedule, importFromPagerDuty } from '../../actions/on-call/pagerduty.ts';
import type { Deps } from '../../context/deps.ts';
import { CommandError, type CommandInput, commandLine } from '../shared/command.ts';
import { pageNamed } from '../shared/page.ts';
import { ProgressLine } from '../shared/progress.ts';
import { readPagerDuty } from './read.ts';

/** `npm run import -- pagerduty`: reads schedules through PagerDuty’s API, and stores them. */
export async function importPagerDuty(
  values: CommandInput['values'],
  open: () => Promise<Deps>,
): Promise<void> {
  const apiKey = values['api-key'] ?? process.env.PAGERDUTY_API_KEY;
  if (!apiKey) throw new CommandError('Pass --api-key, or set PAGERDUTY_API_KEY.');
  const deps = await open();
  const page = await pageNamed(deps.db, values.page);
  if (!page) throw new CommandError('No page yet. Run “npm start” and set it up first.');
  const progress = new ProgressLine();
  const read = await readPagerDuty({
    ...{ apiKey, apiUrl: values['api-url'], scheduleId: values.schedule, now: deps.clock() },
    say: (line) => progress.say(line),
  });
  const dryRun = values['dry-run'] !== undefined;
  const outcomes = await importFromPagerDuty(deps, commandLine, page.id, read, { dryRun });
  progress.done();
  if (dryRun) console.log('Dry run: nothing was stored.');
  for (const outcome of outcomes) for (const line of reportOf(outcome)) console.log(line);
}

const reportOf = ({ name, becomes, rotations, overrides, notes }: ImportedSchedule): string[] => [
  `${name}: ${becomes}, ${rotations} ${rotations === 1 ? 'rotation' : 'rotations'}, ${overrides} new ${overrides === 1 ? 'override' : 'overrides'}`,
  ...notes.map((note) => `  ${note}`),
];
