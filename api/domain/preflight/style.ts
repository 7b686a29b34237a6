import { isClosed } from '../incident/incident.ts';
import { type Rule, type Span, spansOf, without } from './rule.ts';

const sorry = /\b(?:sorry|apolog\w+|regret\w*|forgive)\b/i;

export const noApology: Rule = {
  id: 'no-apology',
  english: true,
  name: 'Missing apology',
  level: 'warn',
  sentence: 'This was a top-severity incident. Consider apologizing in the final update.',
  examples: {
    caught: 'Resolved, top severity: “All systems are operational again.”',
    fine: 'The same with “We apologize for the disruption.”',
  },
  find: ({ gravest, kind, state, body }) =>
    gravest && kind === 'incident' && isClosed(state) && body.trim() !== '' && !sorry.test(body)
      ? [{ in: 'body', from: body.length, to: body.length }]
      : [],
};

/** Words per sentence; plain-language guides recommend 20 to 25. */
const MAX_WORDS = 30;

const sentence = /[^\s.!?…](?:[^.!?…\n]|[.!?…](?=\S))*/g;

const address = /\bhttps?:\/\/\S+/g;

const isLong =
  (text: string) =>
  ({ from, to }: Span): boolean =>
    (text.slice(from, to).match(/[\p{L}\p{N}][^\s]*/gu) ?? []).length > MAX_WORDS;

export const longSentence: Rule = {
  id: 'long-sentence',
  name: 'Long sentences',
  level: 'warn',
  sentence: `Long sentence (over ${MAX_WORDS} words). Split it in two.`,
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
