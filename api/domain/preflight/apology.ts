import { isClosed } from '../incident/incident.ts';
import type { Rule } from './rule.ts';

const sorry = /\b(?:sorry|apolog\w+|regret\w*|forgive)\b/i;

export const noApology: Rule = {
  id: 'no-apology',
  english: true,
  name: 'No apology after the gravest',
  level: 'warn',
  sentence: 'This was as bad as it gets, and the last word about it is no apology. Say sorry.',
  examples: {
    caught: 'Resolved, gravest severity: “All systems work again.”',
    fine: 'The same with “We are sorry for the trouble this caused.”',
  },
  find: ({ gravest, kind, state, body }) =>
    gravest && kind === 'incident' && isClosed(state) && body.trim() !== '' && !sorry.test(body)
      ? [{ in: 'body', from: body.length, to: body.length }]
      : [],
};
