import { createClient } from '@libsql/client';
import { type Data, seeded, serving } from './installation.ts';
import { median, percentile, round, table } from './table.ts';

const ALERTS = 5000;
const GROUPS = 50;
const AT_ONCE = 10;
const PER_HOUR = 5;
const SECONDS = Number(process.env.BENCH_SECONDS ?? 60);
const QUIET_SECONDS = Math.min(15, SECONDS);

/** What the storm needs of a running installation. */
export type StormTarget = {
  url: string;
  pageId: string;
  ask: (method: string, path: string, body?: object) => Promise<unknown>;
  count: (query: string) => Promise<number>;
};

const wait = (ms: number) => new Promise((resume) => setTimeout(resume, ms));

/** Ten alerts of one group, as Alertmanager sends them. */
const delivery = (n: number): string => {
  const group = `group-${n % GROUPS}`;
  return JSON.stringify({
    ...{ version: '4', status: 'firing', receiver: 'status', groupKey: `{}:{group="${group}"}` },
    alerts: Array.from({ length: AT_ONCE }, (_, i) => ({
      status: 'firing',
      labels: { alertname: `Instance ${n}-${i} down`, severity: 'critical', group },
      annotations: { summary: `Instance ${n}-${i} is down` },
      startsAt: new Date().toISOString(),
      fingerprint: `storm-${n}-${i}`,
    })),
  });
};

/** A reader who asks for the page every 20 ms, without a cache of their own. */
async function readFor(url: string, seconds: number): Promise<{ times: number[]; wrong: number }> {
  const [times, began] = [[] as number[], performance.now()];
  let wrong = 0;
  while (performance.now() - began < seconds * 1000) {
    const start = performance.now();
    const answer = await fetch(url);
    await answer.arrayBuffer();
    times.push(performance.now() - start);
    if (answer.status !== 200) wrong++;
    await wait(20);
  }
  return { times, wrong };
}

/** Five thousand alerts in a minute, and what a reader waits for meanwhile. */
export async function underStorm(name: string, target: StormTarget): Promise<string[]> {
  const of = `/pages/${target.pageId}`;
  const source = (await target.ask('POST', `${of}/alert_sources`, {
    alert_source: { name: 'Storm', kind: 'alertmanager' },
  })) as { url: string };
  const conditions = [{ field: 'severity', op: 'equals', value: 'critical' }];
  const settings = { action: 'draft', conditions, perHour: PER_HOUR };
  await target.ask('POST', `${of}/alert_rules`, {
    alert_rule: { name: 'Storm', mode: 'live', settings },
  });
  const DRAFTS = "select count(*) as n from draft where state <> 'discarded'";
  const others = await target.count(DRAFTS);
  const hook = target.url + new URL(source.url).pathname;
  await readFor(target.url, 2); // caches fill
  const quiet = await readFor(target.url, QUIET_SECONDS);
  const accepted = { count: 0 };
  const send = async () => {
    const began = performance.now();
    const deliveries = ALERTS / AT_ONCE;
    for (let n = 0; n < deliveries; n++) {
      await wait(Math.max(0, began + (n * SECONDS * 1000) / deliveries - performance.now()));
      const answer = await fetch(hook, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: delivery(n),
      });
      if (answer.status === 202) accepted.count += AT_ONCE;
    }
  };
  const [storm] = await Promise.all([readFor(target.url, SECONDS), send()]);
  await wait(2000); // for the decisions about the last delivery
  const [alerts, drafts] = [
    await target.count('select count(*) as n from alert'),
    (await target.count(DRAFTS)) - others,
  ];
  const figures = [quiet.times, storm.times].map((times) => ({
    p50: median(times),
    p99: percentile(times, 99),
  }));
  const [before, during] = figures;
  return [
    name,
    ...figures.flatMap(({ p50, p99 }) => [round(p50, 1), round(p99, 1)]),
    round((during?.p50 ?? 0) / (before?.p50 ?? 1)),
    `${quiet.wrong + storm.wrong}`,
    `${accepted.count}`,
    `${alerts}`,
    `${drafts} of ${PER_HOUR}`,
  ];
}

export function printStorm(rows: string[][]): void {
  table(
    `A reader before and during ${ALERTS} alerts in ${GROUPS} groups within ${SECONDS} s, ms`,
    [
      'runtime',
      'quiet median',
      'p99',
      'storm median',
      'p99',
      'ratio',
      'not 200',
      'accepted',
      'stored',
      'drafts',
    ],
    rows,
  );
}

export async function alertStorm(): Promise<void> {
  const data: Data = seeded({ components: 12, incidents: 40, days: 90 });
  const running = await serving(data);
  const client = createClient({ url: data.databaseUrl });
  try {
    const count = async (query: string) => Number((await client.execute(query)).rows[0]?.n);
    printStorm([await underStorm('Node', { ...running, count })]);
  } finally {
    client.close();
    await running.stop();
    data.remove();
  }
}
