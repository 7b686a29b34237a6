import { isScalar, visit } from 'yaml';
import type { Parsed } from './place.ts';

export const MAX_TEMPLATES = 200;
const MAX_LENGTH = 64 * 1024;

export const TOO_MANY = `Import at most ${MAX_TEMPLATES} templates at once.`;
const TOO_DEEP = 100;

/** Checks the raw text, since parsing time can grow with its square. */
export function sizeProblem(source: string): string | null {
  const documents = source.split(/^(?:---|\.\.\.)(?=\s|$)/m);
  if (documents.length > MAX_TEMPLATES + 2) return TOO_MANY;
  if (source.length > MAX_LENGTH)
    return 'That’s over 64 KB. Import the templates in smaller files.';
  const isDeep = documents.some(
    (one) =>
      one.split(/[[{]/).length - one.split(/[\]}]/).length > TOO_DEEP ||
      new RegExp(`(?:[-?:][ \\t]+){${TOO_DEEP}}`).test(one),
  );
  return isDeep ? 'Lists and brackets are nested too deeply.' : null;
}

/** A separator at the end of a file makes an empty document. */
export const isEmptyDocument = ({ contents, errors }: Parsed): boolean =>
  errors.length === 0 &&
  (!contents || (isScalar(contents) && (contents.value === null || contents.value === '')));

/** Duplicate keys: one of the values would be lost. */
export function duplicateKeysIn(document: Parsed): { at: number; message: string }[] {
  const found: { at: number; message: string }[] = [];
  visit(document, {
    Map: (_, { items }) => {
      const known = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        if (known.has(key.value))
          found.push({ at: key.range?.[0] ?? 0, message: 'Map keys must be unique' });
        known.add(key.value);
      }
    },
  });
  return found.sort((a, b) => a.at - b.at);
}

/** Rejects exponential aliases. */
export function plainData(document: Parsed): unknown {
  try {
    return document.toJS({ maxAliasCount: 20 });
  } catch {
    return null;
  }
}
