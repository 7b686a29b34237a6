import { astro, FetchState, getFetchState } from 'astro/hono';
import { openDeps } from '#deps';
import { createApp } from '../api/app.ts';
import type { DrawPage } from '../api/context/context.ts';
import { inPieces } from '../api/core/pieces.ts';
import { languageOf } from '../api/http/language.ts';

const draw = astro();

export const drawPage: DrawPage = async (c, locals, path) => {
  const { config, clock } = c.var.deps;
  const known = {
    baseUrl: config.baseUrl,
    hasBaseUrl: config.hasBaseUrl,
    now: clock(),
    rest: inPieces(),
    ...languageOf(c, locals?.snapshot),
    ...c.get('locals'),
    ...locals,
  };
  // Astro's pages have one address for all languages.
  const place = path ?? (c.var.named && c.req.path + new URL(c.req.url).search);
  if (place) c.set('fetchState' as never, stateAt(new URL(place, c.req.url)) as never);
  const state = getFetchState(c);
  state.streaming = false; // bytes are cached whole, and a layout may still add to the page's policy
  Object.assign(state.locals, known);
  const drawn = await draw(c, async () => {});
  if (state.locals.failure) throw state.locals.failure.error;
  if (!drawn || drawn.status >= 500) throw new Error(`Astro drew nothing for ${c.req.path}`);
  return drawn;
};

/** Astro stores its state per request: another path needs another state. */
const stateAt = (url: URL) => new FetchState(new Request(url));

export default createApp(openDeps, drawPage);
