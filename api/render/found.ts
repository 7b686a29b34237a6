import { wordsIn } from '../../site/locales/words.ts';
import { eventText } from '../../templates/event.ts';
import { markdownToText } from '../../templates/markdown/markdown.ts';
import type { Locale } from '../domain/text/locale.ts';
import { countTerms, excerpt, type Piece } from '../domain/text/search.ts';
import { textIn } from '../domain/text/translation.ts';
import type { SnapshotIncident } from '../snapshot/snapshot.ts';

/**
 * What the update that has most of the words says around the first of them: in the reader's language
 * where it has as many there, else in the one that has. The newest where none has any.
 */
export function excerptOf(
  { updates }: SnapshotIncident,
  zone: string,
  terms: readonly string[],
  wanted: Locale,
  written: Locale,
): { pieces: Piece[]; locale: Locale } {
  const theirs = updates.map((update) => {
    const { body, translations, locale = written } = update;
    if (!body) return { text: eventText(wordsIn(wanted), update, zone), locale: wanted };
    return textIn(body, translations, wanted, locale);
  });
  const all = updates.flatMap(({ body, locale: own = written, translations = {} }) =>
    Object.entries({ [own]: body, ...translations }).map(([locale, text]) => ({
      text,
      locale: locale as Locale, // as both are typed
    })),
  );
  const told = [...theirs, ...all].map((one) => ({ ...one, text: markdownToText(one.text) }));
  const counts = told.map(({ text }) => countTerms(text, terms));
  const best = told[counts.indexOf(Math.max(...counts))];
  return { pieces: excerpt(best?.text ?? '', terms), locale: best?.locale ?? written };
}
