import { en } from './en.ts';
import { type Key, messages } from './index.ts';
import { piecesOf } from './message.ts';
import type { Words } from './words.ts';

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** What each refusal looks like in English, whatever stands in its places. */
const known = (Object.keys(en) as Key[]) // they are its keys
  .filter((key) => /^(refused|problem)\./.test(key))
  .map((key) => {
    const pieces = piecesOf(en[key] as string); // a refusal counts nothing
    const pattern = pieces.map((piece, i) => (i % 2 === 0 ? escaped(piece) : '(.+)')).join('');
    return {
      key,
      names: pieces.filter((_, i) => i % 2 === 1),
      pattern: new RegExp(`^${pattern}$`),
    };
  });

/**
 * What the service says in English, to programs and to the log, for a reader in their own language.
 * A sentence that is not made for readers stays as it is.
 */
export function translated({ locale }: Words, sentence: string): string {
  for (const { key, names, pattern } of locale === 'en' ? [] : known) {
    const found = pattern.exec(sentence);
    if (!found) continue;
    return piecesOf(messages[locale][key] as string) // as above
      .map((piece, i) => (i % 2 === 0 ? piece : (found[names.indexOf(piece) + 1] ?? '')))
      .join('');
  }
  return sentence;
}
