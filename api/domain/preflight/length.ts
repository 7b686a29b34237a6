import { type Rule, type Span, spansOf, without } from './rule.ts';

/** Words per sentence; plain-language guides recommend 20 to 25. */
const MAX = 30;
const sentence = /[^\s.!?…](?:[^.!?…\n]|[.!?…](?=\S))*/g;
const address = /\bhttps?:\/\/\S+/g;

const isLong =
  (text: string) =>
  ({ from, to }: Span): boolean =>
    (text.slice(from, to).match(/[\p{L}\p{N}][^\s]*/gu) ?? []).length > MAX;

export const longSentence: Rule = {
  id: 'long-sentence',
  name: 'Long sentences',
  level: 'warn',
  sentence: `Long sentence (over ${MAX} words). Split it in two.`,
  examples: {
    caught: 'One sentence that runs on for five lines.',
    fine: 'Card payments are declined. We’re investigating the cause.',
  },
  find: ({ body }) => {
    const text = without(address, body);
    return spansOf(sentence, text)
      .filter(isLong(text))
      .map((span) => ({ in: 'body', ...span }));
  },
};
