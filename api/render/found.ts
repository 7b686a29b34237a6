import { wordsIn } from '../../site/locales/words.ts';
import { eventText } from '../../templates/event.ts';
import { markdownToText } from '../../templates/markdown/markdown.ts';
import type { Locale } from '../domain/text/locale.ts';
import { countTerms, excerpt, type MarkedText } from '../domain/text/search.ts';
import { textIn } from '../domain/text/translation.ts';
import type { SnapshotIncident } from '../snapshot/snapshot.ts';

/**
 * An excerpt of the update with most search terms: in the reader's language if it has as many
 * there, otherwise in the other one. The newest update if none has any.
 */
export function excerptOf(
  { updates }: SnapshotIncident,
  zone: string,
  terms: readonly string[],
  wanted: Locale,
  written: Locale,
): { pieces: MarkedText[]; locale: Locale } {
  const theirs = updates.map((update) => {
    const { body, translations, locale = written } = update;
    if (!body) return { text: eventText(wordsIn(wanted), update, zone), locale: wanted };
    return textIn(body, translations, wanted, locale);
  });
  const all = updates.flatMap(({ body, locale: own = written, translations = {} }) =>
    Object.entries({ [own]: body, ...translations }).map(([locale, text]) => ({
      text,
      locale: locale as Locale, // keys of translations are locales
    })),
  );
  const texts = [...theirs, ...all].map((one) => ({ ...one, text: markdownToText(one.text) }));
  const counts = texts.map(({ text }) => countTerms(text, terms));
  const best = texts[counts.indexOf(Math.max(...counts))];
  return { pieces: excerpt(best?.text ?? '', terms), locale: best?.locale ?? written };
}
