import { ListQuery } from '../schema/change.ts';
import { DrillEndInput, DrillInput, DrillRead, DrillsRead } from '../schema/drill.ts';
import { created, type Operation, ok, retried } from './operation.ts';

const tag = 'Drills';

/** Practice that no reader sees. The room of a drill is at the paths of its incident. */
export const drillOperations: readonly Operation[] = [
  {
    ...{ methods: ['get'], path: '/drills', tag, query: ListQuery },
    summary: 'The drills, newest first',
    answers: ok('The drills.', DrillsRead),
  },
  {
    ...{ methods: ['post'], path: '/drills', tag, body: DrillInput, headers: retried('drill') },
    summary: 'Start a drill; nothing of it is public, and no subscriber is told',
    answers: created('The drill.', DrillRead),
  },
  {
    ...{ methods: ['get'], path: '/drills/{id}', tag },
    summary: 'One drill with its score',
    answers: ok('The drill.', DrillRead),
  },
  {
    ...{ methods: ['patch', 'put'], path: '/drills/{id}', tag, body: DrillEndInput },
    summary: 'End a drill',
    answers: ok('The drill.', DrillRead),
  },
];
