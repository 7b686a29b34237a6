/** Ends with a full stop where prose ends without one; begins with a capital where a word does. */
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

/** `“… try again later.”` is a whole sentence already. */
const closed = (text: string): boolean => /[.!?…][)\]”’"'*_]*$/.test(text);

/** Without its own full stop, to stand inside a sentence that has one. */
export const phrase = (value: unknown): string =>
  String(value ?? '')
    .trim()
    .replace(/[.,;:!?]+$/, '');

/** Set apart: every line of it, also where the answer has several paragraphs. */
export const quote = (value: unknown): string =>
  String(value ?? '')
    .trim()
    .split(/\r?\n/)
    .map((line) => (line ? `> ${line}` : '>'))
    .join('\n');
