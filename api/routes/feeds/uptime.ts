import { Hono } from 'hono';
import type { App, AppContext } from '../../context/context.ts';
import { notFound } from '../../core/problem.ts';
import { PERIOD } from '../../domain/time/days.ts';
import { MINUTE } from '../../domain/time/time.ts';
import { keyOfQuery, serve, serveRare } from '../../http/serve/serve.ts';
import { uptimeCsv } from '../../render/uptime/csv.ts';
import { uptimeIn, uptimeNow } from '../../render/uptime/json.ts';
import { isKnownPeriod } from '../../render/uptime/periods.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { Uptime } from '../../snapshot/snapshot-uptime.ts';
import { body, longJson, reads } from './read.ts';

/** A year is twelve months. */
const costOf = (period: string): number => (period.length === 4 ? 12 : 2);
const CSV = 'text/csv; charset=utf-8';

/** Uptime as JSON and CSV: the last 90 days, and any month or year. */
export function uptimes(): Hono<App> {
  const app = new Hono<App>();
  const now = '/api/allclear/uptime.json';
  reads(app, now, (c) => (measures(c) ? withMeasured(c, now) : serve(c, now, plain)));
  reads(app, '/uptime.csv', (c) =>
    serve(c, '/uptime.csv', async (s) => body(await uptimeCsv(s, s.uptime), CSV)),
  );
  reads(app, `/api/allclear/uptime/:file{${PERIOD}\\.json}`, (c) =>
    inPeriod(c, '.json', async (s, period, uptime) => longJson(await uptimeIn(s, period, uptime))),
  );
  reads(app, `/uptime/:file{${PERIOD}\\.csv}`, (c) =>
    inPeriod(c, '.csv', async (s, _, uptime) => body(await uptimeCsv(s, uptime), CSV)),
  );
  return app;
}

const plain = async (s: Snapshot) => longJson(await uptimeNow(s));

const measures = ({ var: { deps } }: AppContext): boolean =>
  (deps.snapshots.peek()?.metrics ?? []).length > 0;

/** Runs of health checks change no version of the page: what they measured is read once a minute. */
function withMeasured(c: AppContext, path: string) {
  const minute = Math.floor(c.var.deps.clock() / MINUTE);
  return serve(c, keyOfQuery(path, { minute }), async (s) => {
    const { value, doubtful } = await c.var.deps.history.measured(s);
    const drawn = await longJson(await uptimeNow(s, value ?? []));
    if (doubtful) drawn.headers.set('cache-control', 'no-store');
    return drawn;
  });
}

function inPeriod(
  c: AppContext,
  extension: string,
  draw: (snapshot: Snapshot, period: string, uptime: Uptime) => Promise<Response>,
) {
  const period = (c.req.param('file') ?? '').slice(0, -extension.length);
  return serveRare(costOf(period))(c, c.req.path, async (s) => {
    if (!isKnownPeriod(s, period)) throw notFound('document');
    const { value, doubtful } = await c.var.deps.history.uptime(s, period);
    if (!value) throw notFound('document');
    const drawn = await draw(s, period, value);
    if (doubtful) drawn.headers.set('cache-control', 'no-store');
    return drawn;
  });
}
