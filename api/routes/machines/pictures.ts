import { Hono } from 'hono';
import type { App } from '../../context.ts';
import { picture } from '../../render/picture/picture.ts';
import { incidentSaid, pageSaid } from '../../render/picture/said.ts';
import { serve } from '../serve.ts';
import { incidentOf } from './find.ts';
import { body, reads } from './read.ts';

/** What networks and messengers show beside a link to the page, or to an incident. */
export function pictures(): Hono<App> {
  const app = new Hono<App>();
  reads(app, '/picture.png', (c) =>
    serve(c, '/picture.png', (s) => body(picture(pageSaid(s)), 'image/png')),
  );
  reads(app, '/incidents/:id/picture.png', (c) => {
    const id = c.req.param('id') ?? '';
    return serve(c, `/incidents/${id}/picture.png`, async (s) =>
      body(picture(incidentSaid(s, await incidentOf(c, s, id))), 'image/png'),
    );
  });
  return app;
}
