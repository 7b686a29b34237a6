import { isClosed } from '../incident/incident.ts';
import type { PreflightInput, Rule } from './rule.ts';

/** The last update needs no promise, and maintenance has a window instead. */
const asksForOne = ({ kind, state, nextUpdateBy, body }: PreflightInput): boolean =>
  kind === 'incident' && !isClosed(state) && nextUpdateBy !== undefined && body.trim() !== '';

export const noPromise: Rule = {
  id: 'no-promise',
  name: 'Missing next update',
  level: 'warn',
  sentence: 'No next update time. Tell customers when to expect the next update.',
  examples: {
    caught: 'An update to an open incident without “Next update in”.',
    fine: 'The same with “Next update in 30 minutes”.',
  },
  find: (input) => (asksForOne(input) && input.nextUpdateBy === null ? [{ in: 'promise' }] : []),
};

export const promiseInPast: Rule = {
  id: 'past-promise',
  name: 'Next update in the past',
  level: 'stop',
  sentence: 'The next update time has already passed. Choose a later time.',
  examples: {
    caught: 'Next update by 14:30, published at 14:41.',
    fine: 'Next update by 15:00, published at 14:41.',
  },
  find: (input) =>
    asksForOne(input) && input.nextUpdateBy != null && input.nextUpdateBy <= input.now
      ? [{ in: 'promise' }]
      : [],
};
