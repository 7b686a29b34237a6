import type { PreflightInput } from '../../../../api/domain/preflight/index.ts';
import { NOON } from '../../../support/world/world.ts';
import type { Cases } from './case.ts';

const open = ['investigating', 'identified', 'monitoring'] as const;
const planned = ['scheduled', 'in_progress', 'verifying', 'completed'] as const;
const late = [0, -1, -60_000, -3_600_000];
const gravest = (body: string, more: Partial<PreflightInput> = {}): Partial<PreflightInput> => ({
  gravest: true,
  state: 'resolved',
  body,
  ...more,
});

/** Rules that compare what is chosen, not what is written. */
export const facts: Record<string, Cases> = {
  'no-promise': {
    catches: [
      ...open.map((state) => ({ state, nextUpdateBy: null })),
      ...open.map((state) => ({ state, nextUpdateBy: null, body: 'We will write again soon.' })),
      ...open.map((state) => ({ state, nextUpdateBy: null, gravest: true })),
      { nextUpdateBy: null, title: 'Slow search' },
    ],
    passes: [
      ...open.map((state) => ({ state })),
      ...planned.map((state) => ({ kind: 'maintenance' as const, state, nextUpdateBy: null })),
      { state: 'resolved', nextUpdateBy: null },
      { state: 'postmortem', nextUpdateBy: null },
      { nextUpdateBy: null, body: ' ' },
      // An edit of the title, or a correction, asks for none.
      { nextUpdateBy: undefined as never },
    ],
  },
  'past-promise': {
    catches: [...open.flatMap((state) => late.map((by) => ({ state, nextUpdateBy: NOON + by })))],
    passes: [
      ...open.map((state) => ({ state, nextUpdateBy: NOON + 1 })),
      ...open.map((state) => ({ state, nextUpdateBy: null })),
      { state: 'resolved', nextUpdateBy: NOON - 1 },
      { kind: 'maintenance', state: 'in_progress', nextUpdateBy: NOON - 1 },
      { nextUpdateBy: undefined as never },
      { body: '', nextUpdateBy: NOON - 1 },
    ],
  },
  'no-component': {
    catches: [
      ...open.map((state) => ({ state, nameable: 1 })),
      ...open.map((state) => ({ state, nameable: 40, gravest: true })),
      ...open.map((state) => ({ state, nameable: 2, nextUpdateBy: null })),
      { nameable: 2, title: 'Slow search' },
    ],
    passes: [
      ...open.map((state) => ({ state, nameable: 2, affected: ['major_outage'] as const })),
      { nameable: 2, affected: ['operational'] },
      // No warning in a later update, an edit or a correction.
      ...open.map((state) => ({ state })),
      // A page that has none.
      { nameable: 0 },
      { state: 'resolved', nameable: 2 },
      { state: 'postmortem', nameable: 2 },
      ...planned.map((state) => ({ kind: 'maintenance' as const, state, nameable: 2 })),
      { nameable: 2, body: ' ' },
    ],
  },
  components: {
    catches: [
      { state: 'resolved', affected: ['major_outage'] },
      { state: 'resolved', affected: ['operational', 'degraded_performance'] },
      { state: 'resolved', affected: ['partial_outage'] },
      { state: 'resolved', affected: ['under_maintenance'] },
      { state: 'postmortem', affected: ['major_outage', 'operational'] },
      { state: 'completed', kind: 'maintenance', affected: ['under_maintenance'] },
      { state: 'investigating', affected: ['operational'] },
      { state: 'investigating', affected: ['operational', 'operational'] },
      { state: 'identified', affected: ['operational'] },
      { state: 'in_progress', kind: 'maintenance', affected: ['operational'] },
    ],
    passes: [
      { state: 'resolved', affected: ['operational'] },
      { state: 'resolved', affected: [] },
      { state: 'postmortem', affected: ['operational'] },
      { state: 'completed', kind: 'maintenance', affected: ['operational', 'operational'] },
      { state: 'investigating', affected: ['major_outage'] },
      { state: 'investigating', affected: [] },
      { state: 'identified', affected: ['operational', 'degraded_performance'] },
      { state: 'monitoring', affected: ['operational'] },
      { state: 'monitoring', affected: ['partial_outage'] },
      { state: 'scheduled', kind: 'maintenance', affected: ['operational'] },
      { state: 'in_progress', kind: 'maintenance', affected: ['under_maintenance'] },
    ],
  },
  'no-apology': {
    catches: [
      'All systems work again.',
      'This incident is resolved.',
      'Everything is good to go!',
      'Thanks for your patience.',
      'It lasted from 14:02 to 15:10 UTC.',
      'Resolved.',
      'Payments go through again. A review follows.',
      'We have undone the change.',
      'A sorrowful day.',
    ]
      .map((body) => gravest(body))
      .concat(gravest('The review is out.', { state: 'postmortem' })),
    passes: [
      gravest('We are sorry for the trouble this caused.'),
      gravest('Sorry for the trouble.'),
      gravest('We apologise.'),
      gravest('We apologize to everyone who was affected.'),
      gravest('Please accept our apologies.'),
      gravest('We deeply regret this.'),
      gravest('Our apology to all.'),
      gravest('Resolved.', { gravest: false }),
      gravest('We watch the results.', { state: 'monitoring' }),
      gravest('Done.', { kind: 'maintenance', state: 'completed' }),
    ],
  },
};
