import type { Message } from './message.ts';

/** French sets its signs apart by spaces, typed as plain, at which no line ends. */
const held = (text: string): string =>
  text.replaceAll(/ (?=[;!?])/g, '\u202f').replaceAll(/ (?=[:»])|(?<=«) /g, '\u00a0');

export const withHeldSpaces = <Texts extends Record<string, Message>>(texts: Texts): Texts =>
  Object.fromEntries(
    Object.entries(texts).map(([key, message]) => [
      key,
      typeof message === 'string'
        ? held(message)
        : Object.fromEntries(Object.entries(message).map(([form, text]) => [form, held(text)])),
    ]),
  ) as Texts; // the same keys and forms
