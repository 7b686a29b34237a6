import { defaultLocale, type Locale } from '../../../api/domain/text/locale.ts';
import { uptimeInWords } from '../../../api/render/uptime/words.ts';
import { wordsIn } from '../../locales/words.ts';

/** What a page is drawn with: the words of its language, its links, its time zone, and the mark of foreign text. */
export function tongueOf(locals: App.Locals) {
  const known = made.get(locals) ?? make(locals);
  made.set(locals, known);
  return known;
}

const made = new WeakMap<App.Locals, ReturnType<typeof make>>();

function make({ locale, prefix = '', snapshot }: App.Locals) {
  const words = wordsIn(locale);
  const ofPage = snapshot?.page.locale ?? defaultLocale;
  const writtenIn = (locale: Locale | undefined) => locale ?? ofPage;
  const mark = (locale: Locale) =>
    words.locale === locale ? {} : ({ lang: locale, dir: 'auto' } as const);
  return {
    ...words,
    prefix,
    /** In which its times are told, until a script tells the reader’s. */
    timeZone: snapshot?.page.timeZone ?? 'Etc/UTC',
    /** A path of ours, in the language that this page’s address names. */
    to: (path: string) => (path === '/' && prefix ? prefix : `${prefix}${path}`),
    /** The same for what a program fetches, which asks for no language: it is named, unless it is the page's own. */
    fed: (path: string) =>
      prefix || words.locale === ofPage ? `${prefix}${path}` : `/${words.locale}${path}`,
    /** For what people of the page wrote in another language. Fresh each time: Astro adds the scoped class to an object that is spread. */
    own: () => mark(ofPage),
    /** The same for a text that may be in the reader’s language: the snapshot says which it is in. */
    of: (locale: Locale | undefined) => mark(writtenIn(locale)),
    writtenIn,
    isForeign: (locale: Locale | undefined) => writtenIn(locale) !== words.locale,
    pageName: snapshot ? words.say('page.name', { page: snapshot.page.name }) : '',
    uptime: (hundredths: number | null) => uptimeInWords(words, hundredths),
  };
}
