import { makeSnapshot } from '../../api/snapshot/build.ts';
import { openDb } from '../../db/engine/client.ts';
import { type Scale, seeded, serving } from './installation.ts';
import { median, round, table } from './table.ts';

/** The same time between two incidents of a busy company, over a century for the longest past; a very busy year, and a busier quarter. */
const scales: Scale[] = [
  { components: 12, incidents: 40, days: 90 },
  { components: 12, incidents: 10_000, days: 22_500 },
  { components: 12, incidents: 100_000, days: 36_500 },
  { components: 12, incidents: 10_000, days: 365 },
  { components: 12, incidents: 10_000, days: 90 },
  { components: 500, incidents: 40, days: 90 },
];
const TIMES = 15;

/** What a longer past and a larger page cost. */
export async function size(): Promise<void> {
  const rows: string[][] = [];
  for (const scale of scales) rows.push(await measured(scale));
  table(
    'Cost against size: medians, ms',
    [
      'incidents',
      'of days',
      'components',
      'publish',
      'snapshot',
      '/ first',
      '/ again',
      '/ bytes',
      'start',
    ],
    rows,
  );
}

async function measured(scale: Scale): Promise<string[]> {
  const data = seeded(scale);
  const starts: number[] = [];
  try {
    for (let i = 0; i < 2; i++) {
      const started = await serving(data);
      starts.push(started.startedIn);
      await started.stop();
    }
    const ours = await serving(data);
    starts.push(ours.startedIn);
    const path = `/pages/${ours.pageId}/incidents`;
    const silent = { deliver_notifications: false };
    const incident = (await ours.ask('POST', path, {
      incident: { name: 'Bench', status: 'investigating', body: 'One.', ...silent },
    })) as { id: string }; // the manage API's own shape
    const publishes: number[] = [];
    const firsts: number[] = [];
    const agains: number[] = [];
    let bytes = 0;
    for (let i = 0; i < TIMES; i++) {
      const patch = { incident: { body: `Still ${i % 2}.`, ...silent } };
      publishes.push(await timed(() => ours.ask('PATCH', `${path}/${incident.id}`, patch)));
      const read = async () => {
        bytes = (await (await fetch(ours.url)).arrayBuffer()).byteLength;
      };
      firsts.push(await timed(read));
      agains.push(await timed(read));
    }
    await ours.stop();
    return [
      `${scale.incidents}`,
      `${scale.days}`,
      `${scale.components}`,
      round(median(publishes), 1),
      round(await snapshotTime(data.databaseUrl), 1),
      round(median(firsts), 1),
      round(median(agains), 1),
      round(bytes, 0),
      round(median(starts), 0),
    ];
  } finally {
    data.remove();
  }
}

async function snapshotTime(url: string): Promise<number> {
  const db = openDb({ url });
  const times: number[] = [];
  for (let i = 0; i < TIMES; i++)
    times.push(
      await timed(() =>
        makeSnapshot(db, { pageId: null, audience: 'public' }, 'http://x', Date.now()),
      ),
    );
  db.$client.close();
  return median(times);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
