import { isClosed } from '../incident/incident.ts';
import type { PreflightInput, Rule } from './rule.ts';

export const statusMismatch: Rule = {
  id: 'components',
  name: 'Component status mismatch',
  level: 'warn',
  sentence:
    'Component statuses don’t match the incident state. Update them to match what customers see.',
  examples: {
    caught: 'Resolved, but Checkout is still in major outage.',
    fine: 'Resolved, and Checkout is operational.',
  },
  find: (input) => (input.body.trim() !== '' && contradicts(input) ? [{ in: 'components' }] : []),
};

export const noComponent: Rule = {
  id: 'no-component',
  name: 'No affected components',
  level: 'warn',
  sentence:
    'No affected components selected. Their status won’t change, and component subscribers won’t be notified.',
  examples: {
    caught: 'A new incident with every component “Not affected”.',
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
