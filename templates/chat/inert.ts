/** Invisible, and not a part of any name: it separates a sign from what would make it a mention. */
const SEPARATOR = '\u200b';

/** `@everyone` and the like as text that no service takes for a mention. */
export const withoutMentions = (text: string): string =>
  text.replaceAll(/@(?=(?:everyone|here|channel|group)(?!\w|\.\w))/gi, `@${SEPARATOR}`);

/** Splits a sequence of two signs that would begin something. */
export const separated = (text: string, sequence: RegExp): string =>
  text.replaceAll(sequence, (found) => found.charAt(0) + SEPARATOR + found.slice(1));
