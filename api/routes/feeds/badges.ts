import { Hono } from 'hono';
import type { App, AppContext } from '../../context/context.ts';
import { keyOfQuery, serve, serveRare, serveUncached } from '../../http/serve/serve.ts';
import { type BadgeOf, BadgeQuery, badge, shieldsEndpoint } from '../../render/badge/badge.ts';
import { componentOf } from './find.ts';
import { body, json, reads } from './read.ts';

const SVG = 'image/svg+xml; charset=utf-8';

/** Badges of the page and of each component and group, as SVG and for shields.io. */
export function badges(): Hono<App> {
  const app = new Hono<App>();
  for (const path of ['/badge', '/components/:id/badge']) {
    reads(app, `${path}.svg`, (c) =>
      drawn(c, (subject, query) => body(badge(subject, query), SVG)),
    );
    reads(app, `${path}.json`, (c) =>
      drawn(c, (about, query) => json(shieldsEndpoint(about, query))),
    );
  }
  return app;
}

/** Known variants are cached; badges with the reader's own label are not, since labels have no limit. */
function drawn(c: AppContext, draw: (subject: BadgeOf, query: BadgeQuery) => Response) {
  const query = BadgeQuery.parse(c.req.query());
  const id = c.req.param('id');
  const { label, lang = '', ...known } = query;
  const key = keyOfQuery(c.req.path, { ...known, lang });
  const [answer, answerKey] =
    label === undefined
      ? [id ? serveRare() : serve, key]
      : [serveUncached(), `${key}&${new URLSearchParams({ label })}`];
  return answer(c, answerKey, (snapshot, asOf) =>
    draw({ snapshot, asOf, component: id ? componentOf(snapshot, id) : null }, query),
  );
}
