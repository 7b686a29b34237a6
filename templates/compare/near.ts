import { distance } from 'fastest-levenshtein';

/** The known word closest to a misspelled one; null if none is close. */
export function nearest(word: string, known: Iterable<string>): string | null {
  const far = Math.max(1, Math.floor(word.length / 3));
  const [best] = [...known]
    .map((one) => ({ one, far: distance(word.toLowerCase(), one.toLowerCase()) }))
    .filter((found) => found.far <= far && found.far < word.length)
    .sort((a, b) => a.far - b.far);
  return best?.one ?? null;
}

/** ` Did you mean “cause”?`, as the end of a sentence about an unknown word. */
export const didYouMean = (word: string, known: Iterable<string>): string => {
  const meant = nearest(word, known);
  return meant ? ` Did you mean “${meant}”?` : '';
};
