import { Hono } from 'hono';
import { z } from 'zod';
import { listComponents } from '../../../../db/component/component.ts';
import type { App, AppContext } from '../../../context/context.ts';
import { notFound, Problem } from '../../../core/problem.ts';
import { isoTime } from '../../../domain/time/iso.ts';
import { DAY, SECOND } from '../../../domain/time/time.ts';
import { type MeasuredUptime, measureUptime } from '../../../reads/component-uptime.ts';
import { flag, instant, maybe, parsed } from '../request/fields.ts';
import { onlyTakes } from '../request/methods.ts';

const DEFAULT_DAYS = 90;
/** Six months, however long they are. */
const MOST_DAYS = 184;

export const uptimeQuery = (zone: string) =>
  z.object({
    start: maybe(instant('start', zone)),
    end: maybe(instant('end', zone)),
    skip_related_events: maybe(flag('skip_related_events')),
  });

/** Under `/pages/:page/components/:id/uptime`, and the same for groups. */
export function uptimeRoutes(kind: 'component' | 'group'): Hono<App> {
  const app = new Hono<App>();
  app.get('/', async (c) => {
    const { deps, page } = c.var;
    // Both are in the prefix of this app.
    const id = (c.req.param() as Record<string, string>)[kind] ?? '';
    const all = await listComponents(deps.db, page.id);
    const row = all.find((one) => one.id === id && one.group === (kind === 'group'));
    if (!row) throw notFound(kind === 'group' ? 'component group' : 'component');
    const parts = row.group ? all.filter(({ groupId }) => groupId === row.id) : [row];
    const { span, isBrief } = spanIn(c);
    const measured = await measureUptime(deps.db, page, parts, span);
    return c.json({ ...shapeOf(measured, span, isBrief), id: row.id, name: row.name });
  });
  app.all('/', onlyTakes('GET', 'HEAD'));
  return app;
}

function spanIn(c: AppContext) {
  const asked = parsed(uptimeQuery(c.var.page.timeZone), c.req.query());
  const now = c.var.deps.clock();
  const to = Math.min(asked.end ?? now, now);
  const from = asked.start ?? to - DEFAULT_DAYS * DAY;
  const refuse = (sentence: string) => new Problem('invalid', sentence, { start: sentence });
  if (from >= to) throw refuse('start is before end, and in the past.');
  if (to - from > MOST_DAYS * DAY) throw refuse('Ask for at most 6 months at once.');
  return { span: { from, to }, isBrief: asked.skip_related_events === true };
}

const seconds = (ms = 0): number => Math.round(ms / SECOND);

const shapeOf = (
  { tally, percent, incidentIds }: MeasuredUptime,
  { from, to }: { from: number; to: number },
  isBrief: boolean,
) => ({
  range_start: isoTime(from),
  range_end: isoTime(to),
  uptime_percentage: percent,
  major_outage: seconds(tally.major_outage),
  partial_outage: seconds(tally.partial_outage),
  degraded_performance: seconds(tally.degraded_performance),
  warnings: [],
  related_events: isBrief ? null : { incidents: incidentIds.map((id) => ({ id })) },
});
