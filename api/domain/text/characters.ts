/**
 * Without the characters that XML, HTML or a database cannot hold: controls, non-characters and halves of pairs.
 * Vertical tab and form feed are the line breaks of some word processors.
 */
export const storable = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\v\f]/g, '\n')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
    .replace(/[\u0000-\u0008\u000e-\u001f\u007f-\u009f]/g, '')
    .replace(/\p{Noncharacter_Code_Point}/gu, '');

/** The same for every text in what was posted or imported, names of fields included. */
export function storableIn<T>(value: T): T;
export function storableIn(value: unknown): unknown {
  if (typeof value === 'string') return storable(value);
  if (Array.isArray(value)) return value.map((one) => storableIn(one));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, inner]) => [storable(name), storableIn(inner)]);
  return Object.fromEntries(entries);
}
