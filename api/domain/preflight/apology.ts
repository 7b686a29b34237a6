import { isClosed } from '../incident/incident.ts';
import type { Rule } from './rule.ts';

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
