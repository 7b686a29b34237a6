import { Hono } from 'hono';
import type { App } from '../../context.ts';
import { updatesAtom, updatesJson, updatesRss } from '../../render/update-feeds.ts';
import { oneComponent, oneIncident, wholePage } from '../../render/update-items.ts';
import { serve } from '../serve.ts';
import { componentOf, incidentOf } from './find.ts';
import { body, reads } from './read.ts';

const formats = [
  { file: 'updates.rss', type: 'application/rss+xml; charset=utf-8', render: updatesRss },
  { file: 'updates.atom', type: 'application/atom+xml; charset=utf-8', render: updatesAtom },
  { file: 'updates.json', type: 'application/feed+json; charset=utf-8', render: updatesJson },
];

/** One item per update: of the page, of each component and group, of each incident. */
export function feeds(): Hono<App> {
  const app = new Hono<App>();
  for (const { file, type, render } of formats) {
    reads(app, `/${file}`, (c) => serve(c, `/${file}`, (s) => body(render(s, wholePage(s)), type)));
    reads(app, `/components/:id/${file}`, (c) => {
      const id = c.req.param('id') ?? '';
      return serve(c, `/components/${id}/${file}`, (s) =>
        body(render(s, oneComponent(s, componentOf(s, id))), type),
      );
    });
    reads(app, `/incidents/:id/${file}`, (c) => {
      const id = c.req.param('id') ?? '';
      return serve(c, `/incidents/${id}/${file}`, async (s) =>
        body(render(s, oneIncident(s, await incidentOf(c, s, id))), type),
      );
    });
  }
  return app;
}
