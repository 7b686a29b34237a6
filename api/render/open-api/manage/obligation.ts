import {
  ObligationQuery,
  ObligationsRead,
  SeveritiesRead,
  SeverityChange,
  SeverityRead,
} from '../../schema/obligation.ts';
import { type Operation, ok } from './operation.ts';

const tag = 'Deadlines';

/** What the team must do by a time, and the severities that set those times. */
export const obligationOperations: readonly Operation[] = [
  {
    methods: ['get'],
    path: '/obligations',
    tag,
    summary: 'What is due and not done, the most urgent first',
    query: ObligationQuery,
    answers: ok('The open obligations.', ObligationsRead),
  },
  {
    methods: ['get'],
    path: '/severities',
    tag,
    summary: 'The severity scale with its deadlines, most severe first',
    answers: ok('The severities.', SeveritiesRead),
  },
  {
    methods: ['patch', 'put'],
    path: '/severities/{severity}',
    tag,
    summary: 'Change the deadlines and texts of a severity (owners)',
    body: SeverityChange,
    answers: ok('The severity.', SeverityRead),
  },
];
