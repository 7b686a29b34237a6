import { Hono } from 'hono';
import type { App, AppContext } from '../../context/context.ts';
import { localized } from '../../domain/text/translation.ts';
import { keyOfLanguage, serve, serveRare } from '../../http/serve/serve.ts';
import { atom, rss } from '../../render/feeds/history-feeds.ts';
import { updatesAtom, updatesJson, updatesRss } from '../../render/feeds/update-feeds.ts';
import {
  type FeedI18n,
  feedI18nFor,
  oneComponent,
  oneIncident,
  type Subject,
  wholePage,
} from '../../render/feeds/update-items.ts';
import { localizedIn } from '../../snapshot/history/localized.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { componentOf, incidentOf } from './find.ts';
import { body, reads } from './read.ts';

const RSS = 'application/rss+xml; charset=utf-8';
const ATOM = 'application/atom+xml; charset=utf-8';

const formats = [
  { file: 'updates.rss', type: RSS, render: updatesRss },
  { file: 'updates.atom', type: ATOM, render: updatesAtom },
  { file: 'updates.json', type: 'application/feed+json; charset=utf-8', render: updatesJson },
];
const ofIncidents = [
  { path: '/history.rss', type: RSS, render: rss },
  { path: '/history.atom', type: ATOM, render: atom },
];

/**
 * Feeds with one item per update, of the page, a component, a group or an incident; or with one
 * item per incident.
 */
export function feeds(): Hono<App> {
  const app = new Hono<App>();
  for (const { path, type, render } of ofIncidents)
    reads(app, path, (c) => inLanguage(c, path, type, render));
  for (const { file, type, render } of formats) {
    const feed = (c: AppContext, path: string, subjectOf: SubjectOf) =>
      inLanguage(c, path, type, async (s, i18n) => render(s, await subjectOf(s, i18n), i18n));
    reads(app, `/${file}`, (c) => feed(c, `/${file}`, wholePage));
    reads(app, `/components/:id/${file}`, (c) => {
      const id = c.req.param('id') ?? '';
      return feed(c, `/components/${id}/${file}`, (s, i18n) =>
        oneComponent(s, componentOf(s, id), i18n),
      );
    });
    reads(app, `/incidents/:id/${file}`, (c) => {
      const id = c.req.param('id') ?? '';
      return feed(c, `/incidents/${id}/${file}`, async (s, i18n) =>
        oneIncident(s, localized(await incidentOf(c, s, id), i18n.locale, s.page.locale), i18n),
      );
    });
  }
  return app;
}

/** In the language of the address, or the page's own. */
function inLanguage(
  c: AppContext,
  path: string,
  type: string,
  render: (snapshot: Snapshot, i18n: FeedI18n) => string | Promise<string>,
): Promise<Response> {
  const { named } = c.var;
  const answer = c.req.param('id') ? serveRare() : serve;
  return answer(c, named ? keyOfLanguage(path, named, true) : path, async (s) => {
    const i18n = feedI18nFor(s, named);
    return body(await render(localizedIn(s, i18n.locale), i18n), type);
  });
}

type SubjectOf = (s: Snapshot, i18n: FeedI18n) => Subject | Promise<Subject>;
