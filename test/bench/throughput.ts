import type { Installation } from './installation.ts';
import { median, round, table } from './table.ts';
import { bareNode, captured, nginx, type Target } from './targets.ts';
import { type Load, wrk } from './wrk.ts';

/** Many short rounds, one after another: what else the machine does then falls on all of them. */
const ROUNDS = 9;

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
export async function throughput(ours: Installation, hasNginx: boolean): Promise<void> {
  const rows: string[][] = [];
  for (const one of cases) {
    const served = await captured(ours.url + one.path, one.encoding);
    const targets: Target[] = [
      { name: 'allclear', url: ours.url + one.path, pid: ours.pid, stop: async () => {} },
      await bareNode(served),
      ...(hasNginx ? [await nginx(served)] : []),
    ];
    try {
      rows.push(rowOf(one, await interleaved(targets, one)));
    } finally {
      await Promise.all(targets.map((target) => target.stop()));
    }
  }
  table(
    `Reading: wrk, 1 thread, 32 connections, medians of ${ROUNDS} interleaved rounds of 1 s`,
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

async function interleaved(targets: Target[], one: Case): Promise<Map<string, Load[]>> {
  const found = new Map<string, Load[]>();
  for (let turn = 0; turn < ROUNDS; turn++)
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
