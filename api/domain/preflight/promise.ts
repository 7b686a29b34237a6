import { isClosed } from '../incident/incident.ts';
import type { PreflightInput, Rule } from './rule.ts';

/** The last update needs no promise, and maintenance has a window instead. */
const asksForOne = ({ kind, state, nextUpdateBy, body }: PreflightInput): boolean =>
  kind === 'incident' && !isClosed(state) && nextUpdateBy !== undefined && body.trim() !== '';

export const noPromise: Rule = {
  id: 'no-promise',
  name: 'No promise',
  level: 'warn',
  sentence: 'Nobody learns when they will hear from you again. Say when the next update comes.',
  examples: {
    caught: 'An update while the incident is open, without “Next update in”.',
    fine: 'The same with “Next update in 30 minutes”.',
  },
  find: (input) => (asksForOne(input) && input.nextUpdateBy === null ? [{ in: 'promise' }] : []),
};

export const pastPromise: Rule = {
  id: 'past-promise',
  name: 'A promise in the past',
  level: 'stop',
  sentence: 'This promise is over before anybody reads it. Choose a time that is still to come.',
  examples: {
    caught: 'Next update by 14:30, published at 14:41.',
    fine: 'Next update by 15:00, published at 14:41.',
  },
  find: (input) =>
    asksForOne(input) && input.nextUpdateBy != null && input.nextUpdateBy <= input.now
      ? [{ in: 'promise' }]
      : [],
};
