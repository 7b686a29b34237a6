import { wordsIn } from '../../../site/locales/words.ts';
import type { AppContext, PageLocals, RenderPage } from '../../context/context.ts';
import { errorFacts } from '../../core/log.ts';
import { Problem } from '../../core/problem.ts';
import { languageOf } from '../../http/language.ts';
import { framedByNamed } from '../../http/security-headers.ts';
import { serveLocalized } from '../../http/serve/localized.ts';
import { type Serve, serveMissing } from '../../http/serve/serve.ts';
import { answerOf } from '../../render/answer.ts';
import { plainPage } from '../../render/plain-page.ts';
import { localizedIn, localizedLocals } from '../../snapshot/history/localized.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';

/** Data of a page other than the snapshot; `doubtful` when the database did not confirm it. */
export type Load = (
  snapshot: Snapshot,
) => Promise<{ locals: Partial<PageLocals>; doubtful: boolean } | null>;

/** Without its data a page is “not found”, with status 404. */
export async function servePage(
  c: AppContext,
  renderPage: RenderPage,
  key: string,
  load: Load | undefined,
  answer: Serve,
) {
  const snapshot = await c.var.deps.snapshots.current().catch((error) => unknown(c, error));
  if (snapshot instanceof Response) return snapshot;
  if (snapshot) {
    const response = serveLocalized(
      c,
      key,
      async (snapshot, asOf, language) => {
        const loaded = load ? await load(snapshot) : { locals: {}, doubtful: false };
        if (!loaded) return serveMissing(c, renderPage, 'identity'); // the page that draws this compresses it
        const { locals, doubtful } = loaded;
        const since = doubtful ? (asOf ?? snapshot.builtAt) : asOf;
        const drawn = await renderPage(c, {
          snapshot: localizedIn(snapshot, language.locale),
          asOf: since,
          ...language,
          ...locals,
          ...localizedLocals(locals, language.locale, snapshot.page.locale),
        } as Partial<PageLocals>);
        if (doubtful) drawn.headers.set('cache-control', 'no-store');
        return framedByNamed(drawn, snapshot);
      },
      answer,
    );
    return key === '/' ? response.catch((error) => inPlainWords(c, snapshot, error)) : response;
  }
  c.header('cache-control', 'no-store');
  if (key !== '/') return c.redirect('/', 302);
  const drawn = await renderPage(c, { snapshot: null });
  drawn.headers.set('cache-control', 'no-store');
  return drawn;
}

/** The front page cannot be drawn: the same content as plain text. */
function inPlainWords(c: AppContext, snapshot: Snapshot, error: unknown): Response {
  if (error instanceof Problem) throw error;
  const { log, requestId } = { log: c.var.deps.log, requestId: c.get('requestId') };
  log('error', 'front page rendering failed', { requestId, ...errorFacts(error) });
  const { locale } = languageOf(c, snapshot);
  const words = wordsIn(locale);
  const { title, rollup, reach, promise } = answerOf(localizedIn(snapshot, locale), words);
  const time = (at: number) => words.moment(at, snapshot.page.timeZone, snapshot.builtAt);
  const lines = [
    rollup,
    reach,
    promise ? words.say('promise.due', { time: time(promise.due) }) : '',
    words.say('page.changed', { time: time(snapshot.page.updatedAt) }),
  ].filter((line) => line !== '');
  c.header('cache-control', 'no-store');
  return c.html(plainPage({ locale, title, lines }));
}

/** Neither memory nor database nor copy has a page: says so instead of claiming that all is well. */
function unknown(c: AppContext, error: unknown): Response {
  c.var.deps.log('error', 'no page to show', errorFacts(error));
  c.header('cache-control', 'no-store');
  c.header('retry-after', '10');
  const { say, locale } = wordsIn(languageOf(c, null).locale);
  const lines = [say('unknown.why'), say('unknown.hint')];
  return c.html(plainPage({ locale, title: say('unknown.title'), lines }), 503);
}
