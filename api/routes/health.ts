import { Hono } from 'hono';
import { type ListedChannel, listChannels, queueAges } from '../../db/channel/channel.ts';
import { type Counts, countByState } from '../../db/engine/health.ts';
import { tokenOf } from '../auth/session.ts';
import type { App } from '../context/context.ts';
import type { Deps } from '../context/deps.ts';
import { errorFacts } from '../core/log.ts';
import { withTimeout } from '../core/timeout.ts';
import { assertCan } from '../http/permission.ts';
import type { MirrorOutcome } from '../mirror/mirror.ts';
import { type Family, metrics } from '../render/metrics.ts';

const NO_STORE = { 'cache-control': 'no-store' };

/** For operators: liveness, readiness and metrics. */
export function health(): Hono<App> {
  const app = new Hono<App>();
  app.get('/healthz', (c) => c.text('ok\n', 200, NO_STORE));
  app.get('/readyz', async (c) => {
    const { notReady } = c.var.deps;
    if (notReady !== null) return c.text(`${notReady}\n`, 503, NO_STORE);
    const error = await c.var.deps.readiness.error();
    if (error === null) return c.text('ready\n', 200, NO_STORE);
    c.var.deps.log('warn', 'not ready', errorFacts(error));
    return c.text('the database can’t be read or written\n', 503, NO_STORE);
  });
  app.get('/metrics', async (c) => {
    const token = await tokenOf(c.var.deps, c.req.raw.headers);
    if (!token) return c.text('Send an API token: Authorization: Bearer …\n', 401, NO_STORE);
    assertCan(token, 'metrics.read', { id: token.pageId });
    const { db, channels } = c.var.deps;
    const [counts, states, ages] = await withTimeout(
      Promise.all([countByState(db), listChannels(db), queueAges(db)]),
    );
    const waits = channels.map(({ name }) => ({ channel: name, ageMs: ages.get(name) ?? 0 }));
    const type = 'text/plain; version=0.0.4; charset=utf-8';
    return c.body(
      metrics([...familiesOf(c.var.deps, counts), ...channelFamilies(states, waits)]),
      200,
      {
        'content-type': type,
        ...NO_STORE,
      },
    );
  });
  return app;
}

const gauge = (name: string, help: string, value: number): Family => ({
  name: `allclear_${name}`,
  help,
  type: 'gauge',
  values: [{ value }],
});

function familiesOf({ snapshots, pages, mirror, clock }: Deps, counts: Counts): Family[] {
  const snapshot = snapshots.peek();
  const asOf = snapshots.asOf();
  return [
    gauge('snapshot_version', 'Version of the page that readers see.', snapshot?.version ?? 0),
    gauge(
      'snapshot_age_seconds',
      'Seconds since the page could last be refreshed; 0 while it can.',
      asOf === null ? 0 : (clock() - asOf) / 1000,
    ),
    gauge('page_cache_bytes', 'Bytes of cached pages in memory.', pages.bytes),
    gauge('page_cache_entries', 'Cached pages in memory.', pages.entries),
    ...(mirror ? mirrorFamilies(mirror.outcome(), clock()) : []),
    ...Object.entries(counts).map(
      ([what, rows]): Family => ({
        name: `allclear_${what}`,
        help: `Number of ${what} in each state.`,
        type: 'gauge',
        values: rows.map(({ state, n }) => ({ labels: { state }, value: n })),
      }),
    ),
  ];
}

const mirrorFamilies = ({ completeAt, files, problem }: MirrorOutcome, now: number): Family[] => [
  gauge('mirror_failing', '1 while the mirror is out of date.', problem ? 1 : 0),
  gauge('mirror_files', 'Files in the mirror.', files),
  ...(completeAt === null
    ? []
    : [
        gauge(
          'mirror_age_seconds',
          'Seconds since the mirror was last complete.',
          (now - completeAt) / 1000,
        ),
      ]),
];

function channelFamilies(
  channels: ListedChannel[],
  waits: readonly { channel: string; ageMs: number }[],
): Family[] {
  const family = (name: string, help: string, of: (channel: ListedChannel) => number): Family => ({
    name: `allclear_${name}`,
    help,
    type: 'gauge',
    values: channels.map((channel) => ({
      labels: { channel: channel.channel },
      value: of(channel),
    })),
  });
  return [
    family(
      'lane_rate',
      'Calls per second; 0 if no limit is known.',
      (channel) => channel.rate ?? 0,
    ),
    family('lane_failures', 'Failed calls in a row.', (channel) => channel.failures),
    family('lane_closed', '1 while sending is paused.', (channel) =>
      channel.closedUntil === null ? 0 : 1,
    ),
    family(
      'lane_refused_by_rule',
      'Recipients to retry whom a mail server refused by a rule.',
      (channel) => channel.refusedByRule,
    ),
    {
      name: 'allclear_queue_age_seconds',
      help: 'Seconds the oldest sendable email has waited.',
      type: 'gauge',
      values: waits.map(({ channel, ageMs }) => ({ labels: { channel }, value: ageMs / 1000 })),
    },
  ];
}
