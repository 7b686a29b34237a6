import { Hono } from 'hono';
import type { App, AppContext } from '../../context/context.ts';
import { notFound } from '../../core/problem.ts';
import { localized } from '../../domain/text/translation.ts';
import { keyOfLanguage, serve, serveRare } from '../../http/serve/serve.ts';
import { calendar } from '../../render/feeds/calendar.ts';
import { feedI18nFor } from '../../render/feeds/update-items.ts';
import { localizedSeries } from '../../snapshot/history/localized.ts';
import type { Snapshot, SnapshotIncident } from '../../snapshot/snapshot.ts';
import { incidentOf } from './find.ts';
import { body, reads } from './read.ts';

const ALL = '/maintenance.ics';
const TYPE = 'text/calendar; charset=utf-8';

/** Calendars of maintenance in each language: all of it with future windows, and single ones. */
export function calendars(): Hono<App> {
  const app = new Hono<App>();
  reads(app, ALL, (c) => inLanguage(c, ALL, (s) => s.maintenances));
  reads(app, '/incidents/:file{[^/]+\\.ics}', (c) => {
    const id = (c.req.param('file') ?? '').replace(/\.ics$/, '');
    return inLanguage(c, `/incidents/${id}.ics`, async (s) => {
      const found = await incidentOf(c, s, id);
      if (found.kind !== 'maintenance') throw notFound('maintenance');
      return [found];
    });
  });
  return app;
}

type Which = (s: Snapshot) => SnapshotIncident[] | Promise<SnapshotIncident[]>;

function inLanguage(c: AppContext, path: string, which: Which): Promise<Response> {
  const { named } = c.var;
  const answer = path === ALL ? serve : serveRare();
  return answer(c, named ? keyOfLanguage(path, named, true) : path, async (s) => {
    const i18n = feedI18nFor(s, named);
    const maintenances = (await which(s)).map((one) => localized(one, i18n.locale, s.page.locale));
    const repeated = path === ALL ? (s.series ?? []) : [];
    const series = repeated.map((one) => localizedSeries(one, i18n.locale, s.page.locale));
    return body(calendar(s, maintenances, i18n, series), TYPE);
  });
}
