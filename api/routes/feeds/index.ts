import { Hono } from 'hono';
import type { App } from '../../context/context.ts';
import { notFound } from '../../core/problem.ts';
import { serve } from '../../http/serve/serve.ts';
import { siteDocuments } from '../../render/documents.ts';
import { badges } from './badges.ts';
import { calendars } from './calendars.ts';
import { feeds } from './feeds.ts';
import { icons } from './icons.ts';
import { jsonDocuments } from './json.ts';
import { linkPreviewImages } from './link-preview-images.ts';
import { logos } from './logos.ts';
import { body, reads } from './read.ts';
import { uptimes } from './uptime.ts';

/** Everything for programs, as pure functions of the snapshot. */
export function feedsAndApi(): Hono<App> {
  const app = new Hono<App>();
  for (const { path, type, render, isThere } of siteDocuments)
    reads(app, path, (c) =>
      serve(c, path, (s) => {
        if (isThere && !isThere(s)) throw notFound('document');
        return body(render(s), type);
      }),
    );
  app.route('/', feeds());
  app.route('/', badges());
  app.route('/', calendars());
  app.route('/', linkPreviewImages());
  app.route('/', icons());
  app.route('/', logos());
  app.route('/', uptimes());
  app.route('/', jsonDocuments());
  return app;
}
