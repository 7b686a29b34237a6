import { listPages } from '../../db/page/page.ts';
import { DAY } from '../domain/time/time.ts';
import { writeDemoData } from './demo-data/demo-data.ts';
import { CommandError, command, wholeNumber } from './shared/command.ts';
import { ProgressLine } from './shared/progress.ts';

const help = `Fills an empty database with sample data. The same arguments produce the same rows.

  npm run seed -- --components 12 --incidents 40 --days 90 --subscribers 1000 --random 7

  --components    services, in groups (12)
  --incidents     incidents of four updates each, the newest still open (40); four maintenances besides
  --days          over how many days (90)
  --subscribers   confirmed addresses at example.com (1000)
  --random        the number that everything random follows from (7)
  --now           the instant it ends at, such as 2026-11-20T12:00:00Z (today at 00:00 UTC, so that
                  the same arguments give the same rows all day; the open incident's promise is
                  25 minutes after it)`;

const text = (value: string) => ({ type: 'string' as const, default: value });
const options = {
  components: text('12'),
  incidents: text('40'),
  days: text('90'),
  subscribers: text('1000'),
  random: text('7'),
  now: { type: 'string' as const },
};

await command({ help, options }, async ({ values, deps }) => {
  const scale = {
    components: wholeNumber(values, 'components', 1),
    incidents: wholeNumber(values, 'incidents', 0),
    days: wholeNumber(values, 'days', 1),
    subscribers: wholeNumber(values, 'subscribers', 0),
    random: wholeNumber(values, 'random', 0),
    now: instant(values.now),
  };
  const { db } = await deps();
  const [page] = await listPages(db);
  if (page)
    throw new CommandError(
      `This database already has a page, “${page.name}”. Set DATABASE_URL to an empty one.`,
    );
  const progress = new ProgressLine();
  await writeDemoData(db, scale, (line) => progress.say(line));
  progress.done();
  console.log(
    `Seeded: ${scale.components} components, ${scale.incidents} incidents, ${scale.subscribers} subscribers.`,
  );
});

function instant(given: string | undefined): number {
  if (given === undefined) return Math.floor(Date.now() / DAY) * DAY;
  const at = Date.parse(given);
  if (!Number.isFinite(at))
    throw new CommandError(`--now must be a time such as 2026-11-20T12:00:00Z, not “${given}”.`);
  return at;
}
