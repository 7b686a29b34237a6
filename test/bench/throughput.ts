import { type Data, type Installation, serving } from './installation.ts';
import { median, round, table } from './table.ts';
import { bareNode, captured, nginx, type Target } from './targets.ts';
import { type Load, wrk } from './wrk.ts';

/** Many short rounds, one after another: what else the machine does then falls on all of them. */
const ROUNDS = 4;
/** Of ours and of the bare one each: how a process is compiled and laid out in memory differs by a tenth. */
const PROCESSES = 3;

type Case = { what: string; path: string; encoding: string; again?: boolean };
const cases: Case[] = [
  { what: '/ 200 identity', path: '/', encoding: 'identity' },
  { what: '/ 200 gzip', path: '/', encoding: 'gzip' },
  { what: '/ 200 br', path: '/', encoding: 'br' },
  { what: '/ 304', path: '/', encoding: 'gzip', again: true },
  { what: 'summary.json identity', path: '/api/v2/summary.json', encoding: 'identity' },
  { what: 'summary.json gzip', path: '/api/v2/summary.json', encoding: 'gzip' },
];

/** Reading under load, beside the limits of this machine serving the same bytes. */
export async function throughput(data: Data, hasNginx: boolean): Promise<void> {
  const rows: string[][] = [];
  const ours = await several(() => serving(data));
  try {
    for (const one of cases) rows.push(await measured(ours, one, hasNginx));
  } finally {
    await Promise.all(ours.map((process) => process.stop()));
  }
  table(
    `Reading: wrk, 1 thread, 32 connections, medians of ${ROUNDS * PROCESSES} interleaved rounds of 1 s, ${PROCESSES} processes`,
    [
      '',
      'req/s',
      'of bare',
      'of nginx',
      'p99 ms',
      'of bare’s',
      'CPU µs/req',
      'of bare’s',
      'errors',
      'bare req/s',
      'nginx',
    ],
    rows,
  );
}

async function several<T>(start: () => Promise<T>): Promise<T[]> {
  const started: T[] = [];
  for (let i = 0; i < PROCESSES; i++) started.push(await start());
  return started;
}

async function measured(ours: Installation[], one: Case, hasNginx: boolean): Promise<string[]> {
  const served = await captured(ours[0]?.url + one.path, one.encoding);
  const limits = await several(() => bareNode(served));
  if (hasNginx) limits.push(await nginx(served));
  const name = 'allclear';
  const own = ours.map(({ url, pid }) => ({ name, url: url + one.path, pid }));
  try {
    return rowOf(one, await interleaved([...own, ...limits], one));
  } finally {
    await Promise.all(limits.map((target) => target.stop()));
  }
}

async function interleaved(
  targets: Omit<Target, 'stop'>[],
  one: Case,
): Promise<Map<string, Load[]>> {
  const found = new Map<string, Load[]>();
  for (let attempt = 0; attempt < ROUNDS; attempt++)
    for (const target of targets) {
      const headers: Record<string, string> = { 'accept-encoding': one.encoding };
      if (one.again) headers['if-none-match'] = await etagOf(target.url, one.encoding);
      const load = await wrk(target.url, { headers, pid: target.pid });
      found.set(target.name, [...(found.get(target.name) ?? []), load]);
    }
  return found;
}

async function etagOf(url: string, encoding: string): Promise<string> {
  const answer = await fetch(url, { headers: { 'accept-encoding': encoding } });
  await answer.arrayBuffer();
  return answer.headers.get('etag') ?? '';
}

function rowOf(one: Case, found: Map<string, Load[]>): string[] {
  const of = (name: string, figure: keyof Load) =>
    median((found.get(name) ?? []).map((load) => load[figure]));
  const [ours, bare, limit] = ['allclear', 'bare node:http', 'nginx'].map((name) => ({
    perSecond: of(name, 'perSecond'),
    p99: of(name, 'p99'),
    cpu: of(name, 'cpuPerRequest'),
  })) as [Figures, Figures, Figures]; // three names, three figures
  return [
    one.what,
    round(ours.perSecond, 0),
    round(ours.perSecond / bare.perSecond),
    round(ours.perSecond / limit.perSecond),
    round(ours.p99),
    round(ours.p99 / bare.p99),
    round(ours.cpu * 1000, 1),
    round(ours.cpu / bare.cpu),
    `${of('allclear', 'errors')}`,
    round(bare.perSecond, 0),
    round(limit.perSecond, 0),
  ];
}

type Figures = { perSecond: number; p99: number; cpu: number };
