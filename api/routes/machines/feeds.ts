import { Hono } from 'hono';
import type { App, AppContext } from '../../context.ts';
import { spoken } from '../../domain/translation.ts';
import { updatesAtom, updatesJson, updatesRss } from '../../render/update-feeds.ts';
import {
  oneComponent,
  oneIncident,
  type Subject,
  type Tongue,
  tongueOf,
  wholePage,
} from '../../render/update-items.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { spokenIn } from '../../snapshot/spoken.ts';
import { keyOfLanguage, serve } from '../serve.ts';
import { componentOf, incidentOf } from './find.ts';
import { body, reads } from './read.ts';

const formats = [
  { file: 'updates.rss', type: 'application/rss+xml; charset=utf-8', render: updatesRss },
  { file: 'updates.atom', type: 'application/atom+xml; charset=utf-8', render: updatesAtom },
  { file: 'updates.json', type: 'application/feed+json; charset=utf-8', render: updatesJson },
];

/** One item per update: of the page, of each component and group, of each incident; in each language. */
export function feeds(): Hono<App> {
  const app = new Hono<App>();
  for (const { file, type, render } of formats) {
    const feed = (c: AppContext, path: string, subjectOf: SubjectOf) => {
      const { named } = c.var;
      return serve(c, named ? keyOfLanguage(path, named, true) : path, async (s) => {
        const tongue = tongueOf(s, named);
        const said = spokenIn(s, tongue.locale);
        return body(render(said, await subjectOf(said, tongue), tongue), type);
      });
    };
    reads(app, `/${file}`, (c) => feed(c, `/${file}`, wholePage));
    reads(app, `/components/:id/${file}`, (c) => {
      const id = c.req.param('id') ?? '';
      return feed(c, `/components/${id}/${file}`, (s, tongue) =>
        oneComponent(s, componentOf(s, id), tongue),
      );
    });
    reads(app, `/incidents/:id/${file}`, (c) => {
      const id = c.req.param('id') ?? '';
      return feed(c, `/incidents/${id}/${file}`, async (s, tongue) =>
        oneIncident(s, spoken(await incidentOf(c, s, id), tongue.locale, s.page.locale), tongue),
      );
    });
  }
  return app;
}

type SubjectOf = (s: Snapshot, tongue: Tongue) => Subject | Promise<Subject>;
