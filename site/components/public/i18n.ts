import { defaultLocale, type Locale } from '../../../api/domain/text/locale.ts';
import { formatUptime } from '../../../api/render/uptime/words.ts';
import { wordsIn } from '../../locales/words.ts';

/**
 * What a page needs to be drawn: words of its language, links, time zone, and marks for text in
 * other languages.
 */
export function i18nFor(locals: App.Locals) {
  const known = made.get(locals) ?? make(locals);
  made.set(locals, known);
  return known;
}

const made = new WeakMap<App.Locals, ReturnType<typeof make>>();

function make({ locale, prefix = '', snapshot }: App.Locals) {
  const words = wordsIn(locale);
  const pageLocale = snapshot?.page.locale ?? defaultLocale;
  const writtenIn = (locale: Locale | undefined) => locale ?? pageLocale;
  const mark = (locale: Locale) =>
    words.locale === locale ? {} : ({ lang: locale, dir: 'auto' } as const);
  return {
    ...words,
    prefix,
    /** The zone of its times, until a script uses the reader’s. */
    timeZone: snapshot?.page.timeZone ?? 'Etc/UTC',
    /** A local path, in the language of this page’s address. */
    localPath: (path: string) => (path === '/' && prefix ? prefix : `${prefix}${path}`),
    /**
     * The same for feeds and calendars: programs ask for no language, so the address names it
     * unless it is the page's own.
     */
    feedPath: (path: string) =>
      prefix || words.locale === pageLocale ? `${prefix}${path}` : `/${words.locale}${path}`,
    /**
     * Attributes for text in the page’s own language. A new object each time, since Astro adds
     * classes to it.
     */
    pageLang: () => mark(pageLocale),
    /** The same for a text whose language the snapshot names. */
    langOf: (locale: Locale | undefined) => mark(writtenIn(locale)),
    writtenIn,
    isForeign: (locale: Locale | undefined) => writtenIn(locale) !== words.locale,
    pageName: snapshot ? words.say('page.name', { page: snapshot.page.name }) : '',
    uptime: (hundredths: number | null) => formatUptime(words, hundredths),
  };
}
