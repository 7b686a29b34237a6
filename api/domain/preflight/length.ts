import { type Rule, type Span, spansOf, without } from './rule.ts';

/** Words per sentence; plain-language guides recommend 20 to 25. */
const MOST = 30;
const sentence = /[^\s.!?…](?:[^.!?…\n]|[.!?…](?=\S))*/g;
const address = /\bhttps?:\/\/\S+/g;

const isLong =
  (text: string) =>
  ({ from, to }: Span): boolean =>
    (text.slice(from, to).match(/[\p{L}\p{N}][^\s]*/gu) ?? []).length > MOST;

export const longSentence: Rule = {
  id: 'long-sentence',
  name: 'Long sentences',
  level: 'warn',
  sentence: `A sentence of more than ${MOST} words is hard to read in a hurry. Make two of it.`,
  examples: {
    caught: 'One sentence that goes on, with this and that and so forth, for five lines.',
    fine: 'Card payments are declined. We are looking for the cause.',
  },
  find: ({ body }) => {
    const text = without(address, body);
    return spansOf(sentence, text)
      .filter(isLong(text))
      .map((span) => ({ in: 'body', ...span }));
  },
};
