import { loadavg } from 'node:os';
import { ensureBuilt } from '../../api/runtime/build.ts';
import { alertStorm } from './alert-storm.ts';
import { charts } from './charts.ts';
import { insights } from './insights.ts';
import { seeded, serving } from './installation.ts';
import { mail } from './mail.ts';
import { openReaders } from './open-readers.ts';
import { paint } from './paint.ts';
import { postfix } from './postfix.ts';
import { room } from './room.ts';
import { size } from './size.ts';
import { strangers } from './strangers.ts';
import { median, round, table } from './table.ts';
import { throughput } from './throughput.ts';
import { visible } from './visible.ts';
import { webhooks } from './webhooks.ts';
import { has } from './wrk.ts';

/**
 * `npm run bench`: starts what it measures, prints medians and ratios, asserts nothing. One part:
 * `npm run bench -- reading` (or visible, open, paint, start, room, insights, size, mail, strangers, postfix, webhooks, alerts, charts).
 */
const parts = process.argv.slice(2);
if (parts.includes('--help')) {
  console.log(`Measures one part, or all of them without a name (many minutes).

  npm run bench -- reading

Parts: reading, visible, open, paint, start, room, insights, size, mail, strangers, postfix, webhooks, alerts, charts`);
  process.exit();
}
const wanted = (part: string) => parts.length === 0 || parts.includes(part);
const demo = { components: 12, incidents: 40, days: 90 };

ensureBuilt();
console.log(`Node ${process.version}; load of the machine before: ${round(loadavg()[0] ?? 0, 1)}`);
const data = seeded(demo);
try {
  if (wanted('start')) {
    const starts: number[] = [];
    for (let i = 0; i < 5; i++) {
      const started = await serving(data);
      starts.push(started.startedIn);
      await started.stop();
    }
    const [most, least] = [Math.max(...starts), Math.min(...starts)];
    table(
      'From start to the first 200, the build present: ms of 5',
      ['median', 'least', 'most'],
      [[median(starts), least, most].map((ms) => round(ms, 0))],
    );
  }
  if (wanted('reading')) {
    if (!has('nginx')) console.log('\nnginx is not installed: its column stays empty.');
    if (has('wrk')) await throughput(data, has('nginx'));
    else console.log('\nwrk is not installed: the table of reading under load is left out.');
  }
  for (const [part, measure] of Object.entries({ visible, paint, open: openReaders })) {
    if (!wanted(part)) continue;
    const ours = await serving(data); // anew for each: no part has what another left in memory
    await measure(ours).finally(ours.stop);
  }
} finally {
  data.remove();
}
if (wanted('charts') && has('wrk')) await charts(demo);
if (wanted('room')) await room();
if (wanted('insights')) await insights();
if (wanted('size')) await size();
if (wanted('mail')) await mail();
if (wanted('webhooks')) await webhooks();
if (wanted('alerts')) await alertStorm();
if (wanted('strangers')) await strangers();
if (wanted('postfix')) await postfix();
