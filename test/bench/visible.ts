import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Installation } from './installation.ts';
import { percentile, round, table } from './table.ts';

const RATE = 500;
const PUBLISHES = 100;
const program = fileURLToPath(new URL('steady-readers.ts', import.meta.url));

type Seen = { at: number; ms: number; mark: number; ok: boolean };
const now = () => performance.timeOrigin + performance.now();

/** How soon the page says what was published, while many read it. */
export async function visible(ours: Installation): Promise<void> {
  const path = `/pages/${ours.pageId}/incidents`;
  const incident = (await ours.ask('POST', path, {
    incident: {
      name: 'Bench',
      status: 'investigating',
      body: 'mark-0',
      deliver_notifications: false,
    },
  })) as { id: string }; // the manage API's own shape
  const readers = spawn(process.execPath, [program, `${ours.url}/`, `${RATE}`], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(readers, 'exit');
  let output = '';
  readers.stdout.on('data', (batch) => {
    output += batch;
  });
  await pause(1000);
  const published: { from: number; to: number }[] = [];
  for (let mark = 1; mark <= PUBLISHES; mark++) {
    const from = now();
    await ours.ask('PATCH', `${path}/${incident.id}`, {
      incident: { body: `mark-${mark}`, deliver_notifications: false },
    });
    published.push({ from, to: now() });
    await pause(150);
  }
  readers.stdin.end();
  await ended;
  const seen: Seen[] = JSON.parse(output);
  const until = published.map(({ from }, i) => {
    const first = seen.filter((s) => s.mark > i).map((s) => s.at + s.ms);
    return Math.min(...first) - from;
  });
  const stale = published.flatMap(({ to }, i) => seen.filter((s) => s.at > to && s.mark <= i));
  const times = seen.map((s) => s.ms);
  table(
    `Publishing ${PUBLISHES} times while ${RATE} requests/s are served (${seen.length} requests)`,
    ['', 'p50', 'p99', 'most'],
    [
      row('publish → visible, ms', until),
      row(
        'publish itself, ms',
        published.map(({ from, to }) => to - from),
      ),
      row('a reader’s request, ms', times),
      ['stale answers after a publish returned', '', '', `${stale.length}`],
      ['errors', '', '', `${seen.filter((s) => !s.ok).length}`],
    ],
  );
}

const row = (name: string, values: number[]): string[] => [
  name,
  round(percentile(values, 50), 1),
  round(percentile(values, 99), 1),
  round(Math.max(...values), 1),
];

const pause = (ms: number) => new Promise((resume) => setTimeout(resume, ms));
