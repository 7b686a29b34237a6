import { createMiddleware } from 'hono/factory';
import { isFar } from '../../../db/engine/client.ts';
import { withRequestCache } from '../../../db/engine/request-cache.ts';
import { prefetchForm } from '../../../db/prefetch.ts';
import { sessionToken } from '../../auth/session.ts';
import type { App } from '../../context/context.ts';
import { beganAt } from '../../domain/incident/incident-times.ts';
import { text, type Values, valuesOf } from '../../http/form.ts';
import { idempotencyKeyIn, placeIn } from './incident/submission/submission.ts';
import { instantIn, statusesIn } from './incident/submission/update-form.ts';

/**
 * Starts a request cache for submitted forms, and loads at once what publishing will read. A wrong
 * guess costs one round trip.
 */
export const prefetch = createMiddleware<App, '/incidents/:incident'>(async (c, next) => {
  if (c.req.method !== 'POST') return next();
  const { deps } = c.var;
  if (!isFar(deps.db)) return next();
  const db = withRequestCache(deps.db);
  c.set('deps', { ...deps, db });
  const session = await sessionToken(deps, c.req.raw.headers);
  const values = await valuesOf(c).catch(() => null); // the handler reports the error
  const { page } = (session && (deps.snapshots.latest() ?? (await deps.snapshots.current()))) || {};
  if (!session || !values || !page) return next();
  const named = c.req.param('incident');
  const incidentId = named === 'compose' ? text(values, 'incident') || 'new' : named;
  const place = placeIn(values);
  await prefetchForm(db, {
    session,
    sitePageId: deps.pageId,
    pageId: page.id,
    incidentId: incidentId === 'new' ? undefined : incidentId,
    key: idempotencyKeyIn(values),
    templateId: text(values, 'template'),
    draft: place && {
      id: place.id,
      form: { revision: place.base, idempotencyKey: place.idempotencyKey },
    },
    backdated: incidentId === 'new' ? backdatedIn(values, page.timeZone, deps.clock()) : null,
  });
  return next();
});

function backdatedIn(values: Values, zone: string, now: number) {
  const [componentIds, since] = [Object.keys(statusesIn(values)), beganIn(values, zone)];
  return componentIds.length > 0 && since !== null && since < now ? { componentIds, since } : null;
}

const beganIn = (values: Values, zone: string): number | null =>
  beganAt({
    since: instantIn(values, 'f.since', zone),
    start: instantIn(values, 'f.start', zone),
  });
