/** Adds a missing full stop and a capital at the start. */
export function sentence(value: unknown): string {
  const text = String(value ?? '').trim();
  if (!text) return '';
  const begun = /^[a-z]+(?![\w.@/])/.test(text)
    ? text.charAt(0).toUpperCase() + text.slice(1)
    : text;
  const lastLine = begun.slice(begun.lastIndexOf('\n') + 1);
  const prose = !/^\s*([-*+>|#]|\d+[.)]\s|```)/.test(lastLine);
  return prose && /[\p{L}\p{N})\]”’"'%`*_]$/u.test(begun) && !closed(begun) ? `${begun}.` : begun;
}

/** `“… try again later.”` is a complete sentence. */
const closed = (text: string): boolean => /[.!?…][)\]”’"'*_]*$/.test(text);

/** Without its full stop, for use inside a sentence. */
export const phrase = (value: unknown): string =>
  String(value ?? '')
    .trim()
    .replace(/[.,;:!?]+$/, '');

/** As a quotation: every line, also of several paragraphs. */
export const quote = (value: unknown): string =>
  String(value ?? '')
    .trim()
    .split(/\r?\n/)
    .map((line) => (line ? `> ${line}` : '>'))
    .join('\n');
