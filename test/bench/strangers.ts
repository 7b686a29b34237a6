import { type Data, type Installation, seeded, serving } from './installation.ts';
import { median, percentile, round, table } from './table.ts';

const CONNECTIONS = 30;
const SECONDS = Number(process.env.BENCH_SECONDS ?? 8);

/** What strangers may ask for as often as they like. `n` makes each address another one. */
const attacks: Record<string, ((n: number, ids: string[]) => string) | null> = {
  'nobody else': null,
  pictures: (n, ids) => `/incidents/${ids[n % ids.length]}/picture.png?n=${n}`,
  'searches for many words': (n) => `/history?q=${['the', 'api', 'error', 'we are'][n % 4]}&n=${n}`,
  'searches without words': (n) => `/history?q=%22&n=${n}`,
  'ready checks': () => '/readyz',
  'unknown addresses': (n) => `/no-such-page-${n}`,
  'months of history': (n) => `/history/2026-${String(9 + (n % 3)).padStart(2, '0')}?n=${n}`,
  'uptime as CSV': (n) => `/uptime/2026-${String(9 + (n % 3)).padStart(2, '0')}.csv?n=${n}`,
  'uptime of a year': (n) => `/uptime/2026.json?n=${n}`,
};

const wait = (ms: number) => new Promise((resume) => setTimeout(resume, ms));

/** Readers and a publish beside thirty connections that ask for what costs most, 10,000 incidents stored. */
export async function strangers(): Promise<void> {
  const data: Data = seeded({ components: 12, incidents: 10_000, days: 90 });
  try {
    const rows: string[][] = [];
    for (const [name, path] of Object.entries(attacks)) {
      const running = await serving(data, { TRUSTED_PROXIES: '127.0.0.1' });
      rows.push([name, ...(await under(running, path))]);
      await running.stop();
    }
    table(
      `Beside ${CONNECTIONS} connections of strangers from as many networks, ms`,
      [
        'asked for',
        'page median',
        'page p99',
        'publish median',
        'publish most',
        'answers/s',
        'refused %',
      ],
      rows,
    );
  } finally {
    data.remove();
  }
}

async function under(running: Installation, path: ((n: number, ids: string[]) => string) | null) {
  const { incidents } = (await (await fetch(`${running.url}/api/v2/incidents.json`)).json()) as {
    incidents: { id: string }[];
  };
  const ids = incidents.map(({ id }) => id);
  const state = { over: false, answers: 0, refused: 0, n: 0 };
  const attack = async (connection: number) => {
    while (path && !state.over) {
      const headers = { 'x-forwarded-for': `11.${connection}.7.${1 + (state.n % 200)}` };
      const answer = await fetch(running.url + path(state.n++, ids), { headers }).catch(() => null);
      await answer?.arrayBuffer().catch(() => null);
      state.answers++;
      if (!answer || answer.status === 429 || answer.status === 503) state.refused++;
    }
  };
  const attackers = Array.from({ length: CONNECTIONS }, (_, i) => attack(i));
  await wait(500);
  const began = performance.now();
  const [pages, publishes] = [[] as number[], [] as number[]];
  const timed = async (list: number[], work: () => Promise<unknown>) => {
    const start = performance.now();
    await work();
    list.push(performance.now() - start);
  };
  const read = async () => {
    while (performance.now() - began < SECONDS * 1000) {
      await timed(pages, async () => (await fetch(`${running.url}/`)).arrayBuffer());
      await wait(20);
    }
  };
  const publish = async () => {
    const incidents = `/pages/${running.pageId}/incidents`;
    const text = (n: number) => ({ body: `mark-${n}`, deliver_notifications: false });
    const opened = { name: 'Bench', status: 'investigating', ...text(0) };
    const { id } = (await running.ask('POST', incidents, { incident: opened })) as { id: string };
    for (let n = 1; performance.now() - began < SECONDS * 1000; n++) {
      const change = () => running.ask('PATCH', `${incidents}/${id}`, { incident: text(n) });
      await timed(publishes, change);
      await wait(500);
    }
  };
  await Promise.all([read(), publish()]);
  const seconds = (performance.now() - began) / 1000;
  state.over = true;
  await Promise.race([Promise.all(attackers), wait(5000)]);
  return [
    round(median(pages), 1),
    round(percentile(pages, 99), 0),
    round(median(publishes), 0),
    round(Math.max(...publishes), 0),
    round(state.answers / seconds, 0),
    round((100 * state.refused) / Math.max(1, state.answers), 0),
  ];
}
