import { FiguresQuery, FiguresRead } from '../schema/figures.ts';
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
];
