import { defaultLocale } from '../../../api/domain/locale.ts';
import { uptimeInWords } from '../../../api/render/uptime-words.ts';
import { wordsIn } from '../../locales/words.ts';

/** What a page is drawn with: the words of its language, its links, and the mark of foreign text. */
export function tongueOf({ locale, prefix = '', snapshot }: App.Locals) {
  const words = wordsIn(locale);
  const ofPage = snapshot?.page.locale ?? defaultLocale;
  return {
    ...words,
    prefix,
    /** A path of ours, in the language that this page’s address names. */
    to: (path: string) => (path === '/' && prefix ? prefix : `${prefix}${path}`),
    /** On what people of the page wrote, where that is in another language than the page is drawn in. */
    own: words.locale === ofPage ? {} : ({ lang: ofPage, dir: 'auto' } as const),
    pageName: snapshot ? words.say('page.name', { page: snapshot.page.name }) : '',
    uptime: (hundredths: number | null) => uptimeInWords(words, hundredths),
  };
}
