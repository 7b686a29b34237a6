import { Hono } from 'hono';
import type { App } from '../../context.ts';
import { notFound } from '../../problem.ts';
import { calendar } from '../../render/calendar.ts';
import { serve } from '../serve.ts';
import { incidentOf } from './find.ts';
import { body, reads } from './read.ts';

const TYPE = 'text/calendar; charset=utf-8';

/** Maintenance for calendars: all that is known, and each alone. */
export function calendars(): Hono<App> {
  const app = new Hono<App>();
  reads(app, '/maintenance.ics', (c) =>
    serve(c, '/maintenance.ics', (s) => body(calendar(s, s.maintenances), TYPE)),
  );
  reads(app, '/incidents/:file{[^/]+\\.ics}', (c) => {
    const id = (c.req.param('file') ?? '').replace(/\.ics$/, '');
    return serve(c, `/incidents/${id}.ics`, async (s) => {
      const found = await incidentOf(c, s, id);
      if (found.kind !== 'maintenance') throw notFound('maintenance');
      return body(calendar(s, [found]), TYPE);
    });
  });
  return app;
}
