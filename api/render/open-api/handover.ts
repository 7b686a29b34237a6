import { ListQuery } from '../schema/change.ts';
import {
  HandoverAnswerInput,
  HandoverInput,
  HandoverRead,
  HandoversRead,
} from '../schema/handover.ts';
import { created, type Operation, ok, retried } from './operation.ts';

const PATH = '/incidents/{id}/handover';
const tag = 'Incident room';

/** One person hands an incident over to another. Readers never see any of it. */
export const handoverOperations: readonly Operation[] = [
  {
    ...{ methods: ['get'], path: PATH, tag, query: ListQuery },
    summary: 'The hand-overs of an incident, and what the next note would say',
    answers: ok('The note and the hand-overs.', HandoversRead),
  },
  {
    ...{ methods: ['post'], path: PATH, tag, body: HandoverInput, headers: retried('hand-over') },
    summary: 'Offer an incident to another person; nothing moves until they accept',
    answers: created('The hand-over.', HandoverRead),
  },
  {
    ...{ methods: ['get'], path: `${PATH}/{handover}`, tag },
    summary: 'One hand-over with its note',
    answers: ok('The hand-over.', HandoverRead),
  },
  {
    ...{ methods: ['patch', 'put'], path: `${PATH}/{handover}`, tag, body: HandoverAnswerInput },
    summary: 'Accept, decline or withdraw a hand-over',
    answers: ok('The hand-over.', HandoverRead),
  },
];
