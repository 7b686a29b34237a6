import type { AppContext } from '../../context/context.ts';
import type { Locale } from '../../domain/text/locale.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { languageOf, preferredLocale, requestedLocale } from '../language.ts';
import { keyOfLanguage, type Serve, serve } from './serve.ts';

type Draw = (
  snapshot: Snapshot,
  asOf: number | null,
  language: ReturnType<typeof languageOf>,
) => Promise<Response>;

/**
 * Like `serve`, in the reader's language: one cache entry per language for its own address and one
 * for the address without a language, which caches separate by `Vary`.
 */
export async function serveLocalized(
  c: AppContext,
  key: string,
  draw: Draw,
  answer: Serve = serve,
): Promise<Response> {
  const named = c.var.named !== null;
  const known = await c.var.deps.snapshots.current().catch(() => null); // `serve` reports the error
  const { browser, chosen } = preferredLocale(requestedLocale(c), known?.page.locale);
  if (!named && chosen && chosen !== browser) return toChosen(c, chosen);
  const language = languageOf(c, known);
  return answer(c, keyOfLanguage(key, language.locale, named), async (snapshot, asOf) => {
    const drawn = await draw(snapshot, asOf, language);
    if (!named) drawn.headers.set('vary', 'accept-language');
    return drawn;
  });
}

/** The choice made by the switch applies where the address names no language. */
function toChosen(c: AppContext, chosen: Locale): Response {
  c.header('cache-control', 'no-store');
  c.header('vary', 'accept-language, cookie');
  const { search } = new URL(c.req.url);
  return c.redirect(`${keyOfLanguage(c.req.path, chosen, true)}${search}`, 302);
}
