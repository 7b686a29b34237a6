import { FiguresQuery, FiguresRead } from '../../schema/figures.ts';
import { type Operation, ok } from './operation.ts';

const tag = 'Figures';

/** How fast the team is. */
export const figuresOperations: readonly Operation[] = [
  {
    methods: ['get'],
    path: '/figures',
    tag,
    summary:
      'How fast incidents were acknowledged, announced and resolved, and how often they come',
    query: FiguresQuery,
    answers: ok('The figures; times are in seconds.', FiguresRead),
  },
  {
    methods: ['get'],
    path: '/figures.csv',
    tag,
    summary: 'A line per incident: its milestones, the seconds between them, and its postmortem',
    query: FiguresQuery,
    answers: { 200: { description: 'A CSV file in UTF-8.', type: 'text/csv' } },
  },
];
