import { type Installation, seeded, serving } from './installation.ts';
import { median, round, table } from './table.ts';
import { type Load, wrk } from './wrk.ts';

const ROUNDS = 4;
/** Of each: how a process is compiled and laid out in memory differs by a tenth. */
const PROCESSES = 3;
const METRICS = 3;
/** A value each minute, for a day. */
const VALUES = 1440;
const MINUTE = 60;

/** The front page with charts of metrics beside the same page without, and the charts themselves. */
export async function charts(scale: Parameters<typeof seeded>[0]): Promise<void> {
  const [without, withCharts] = [seeded(scale), seeded(scale)];
  const off: Installation[] = [];
  const on: Installation[] = [];
  try {
    for (let i = 0; i < PROCESSES; i++) {
      off.push(await serving(without));
      on.push(await serving(withCharts));
    }
    const id = await addMetrics(on[0]);
    const cases = [
      { what: '/ without charts', of: off, path: '/' },
      { what: `/ with ${METRICS} charts`, of: on, path: '/' },
      { what: 'one chart’s picture', of: on, path: `/system-metrics/${id}.svg` },
      { what: '/system-metrics', of: on, path: '/system-metrics' },
    ];
    const loads = cases.map((): Load[] => []);
    const headers = { 'accept-encoding': 'gzip' };
    // Each process reads what the first one wrote.
    await Promise.all(on.map(({ url }) => untilThere(`${url}/`, `/system-metrics/${id}.svg`)));
    for (let n = 0; n < ROUNDS * PROCESSES; n++)
      for (const [at, { of, path }] of cases.entries()) {
        const process = of[n % PROCESSES];
        if (process) loads[at]?.push(await wrk(process.url + path, { headers, pid: process.pid }));
      }
    const figure = (at: number, name: keyof Load) =>
      median((loads[at] ?? []).map((load) => load[name]));
    table(
      `Charts: wrk, 1 thread, 32 connections, gzip, medians of ${ROUNDS * PROCESSES} interleaved rounds of 1 s, ${PROCESSES} processes each`,
      ['', 'req/s', 'of / without', 'p99 ms', 'CPU µs/req', 'errors'],
      cases.map(({ what }, at) => [
        what,
        round(figure(at, 'perSecond'), 0),
        round(figure(at, 'perSecond') / figure(0, 'perSecond')),
        round(figure(at, 'p99')),
        round(figure(at, 'cpuPerRequest') * 1000, 1),
        `${figure(at, 'errors')}`,
      ]),
    );
  } finally {
    await Promise.all([...off, ...on].map((process) => process.stop()));
    without.remove();
    withCharts.remove();
  }
}

/** Metrics of the front page with their values; returns the ID of the first. */
async function addMetrics(process: Installation | undefined): Promise<string> {
  if (!process) throw new Error('No process was started.');
  const { ask, pageId } = process;
  const providers = `/pages/${pageId}/metrics_providers`;
  const made = async (path: string, body: object) =>
    ((await ask('POST', path, body)) as { id: string }).id; // every answer has one
  const provider = await made(providers, { metrics_provider: { type: 'Self' } });
  const ids: string[] = [];
  for (let n = 1; n <= METRICS; n++) {
    const metric = { name: `Response time ${n}`, suffix: 'ms', on_front_page: true };
    ids.push(await made(`${providers}/${provider}/metrics`, { metric }));
  }
  const now = Math.floor(Date.now() / 1000);
  for (const id of ids) {
    const points = Array.from({ length: VALUES }, (_, i) => ({
      ...{ timestamp: now - i * MINUTE, value: 100 + 40 * Math.sin(i / 50) + (i % 7) },
    }));
    for (let i = 0; i < VALUES; i += 240)
      await ask('POST', `/pages/${pageId}/metrics/data`, {
        data: { [id]: points.slice(i, i + 240) },
      });
  }
  return ids[0] ?? '';
}

async function untilThere(url: string, words: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if ((await (await fetch(url)).text()).includes(words)) return;
    await new Promise((resume) => setTimeout(resume, 100));
  }
  throw new Error(`${url} does not show ${words}`);
}
