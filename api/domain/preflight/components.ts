import { isClosed } from '../incident/incident.ts';
import type { PreflightInput, Rule } from './rule.ts';

export const components: Rule = {
  id: 'components',
  name: 'Components against the state',
  level: 'warn',
  sentence: 'The components say something else than the state. Set them to what customers see now.',
  examples: {
    caught: 'Resolved, and Checkout stays in major outage.',
    fine: 'Resolved, and Checkout is operational.',
  },
  find: (input) => (input.body.trim() !== '' && contradicts(input) ? [{ in: 'components' }] : []),
};

export const noComponent: Rule = {
  id: 'no-component',
  name: 'No component',
  level: 'warn',
  sentence:
    'No component is named: none of them changes on the page, and whoever subscribed to single ones is not told. Choose what is affected.',
  examples: {
    caught: 'A new incident, and every component “Not affected”.',
    fine: 'The same with Checkout in partial outage.',
  },
  find: ({ kind, state, body, affected, nameable = 0 }) =>
    kind === 'incident' &&
    !isClosed(state) &&
    body.trim() !== '' &&
    nameable > 0 &&
    affected.length === 0
      ? [{ in: 'components' }]
      : [],
};

function contradicts({ state, affected }: PreflightInput): boolean {
  if (affected.length === 0) return false;
  const works = affected.every((status) => status === 'operational');
  if (isClosed(state)) return !works;
  return ['investigating', 'identified', 'in_progress'].includes(state) && works;
}
