import { ListQuery } from '../../schema/change.ts';
import { DrillEndInput, DrillInput, DrillRead, DrillsRead } from '../../schema/drill.ts';
import {
  CheckInInput,
  HandoverAnswerInput,
  HandoverInput,
  HandoverRead,
  HandoversRead,
  ShiftAnswerInput,
  ShiftHandoverRead,
  ShiftHandoversRead,
  ShiftNotesInput,
} from '../../schema/handover.ts';
import { created, type Operation, ok, retried } from './operation.ts';

const PATH = '/incidents/{id}/handover';
const tag = 'Incident room';
const DRILLS = 'Drills';
const SHIFTS = '/shift_handovers';

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

/** From one shift on call to the next. */
export const shiftOperations: readonly Operation[] = [
  {
    ...{ methods: ['get'], path: SHIFTS, tag: 'On call', query: ListQuery },
    summary: 'The next change of each schedule, and the hand-overs so far',
    answers: ok('The hand-overs.', ShiftHandoversRead),
  },
  {
    ...{ methods: ['post'], path: SHIFTS, tag: 'On call', body: ShiftNotesInput },
    summary: 'Write notes for the next person of a schedule; again replaces them',
    answers: created('The hand-over.', ShiftHandoverRead),
  },
  {
    ...{ methods: ['get'], path: `${SHIFTS}/{id}`, tag: 'On call' },
    summary: 'One hand-over, with what the coming shift takes over',
    answers: ok('The hand-over.', ShiftHandoverRead),
  },
  {
    ...{
      methods: ['patch', 'put'],
      path: `${SHIFTS}/{id}`,
      tag: 'On call',
      body: ShiftAnswerInput,
    },
    summary: 'Accept a shift, or change its notes',
    answers: ok('The hand-over.', ShiftHandoverRead),
  },
  {
    ...{ methods: ['post', 'put'], path: `${SHIFTS}/{id}/check_in`, tag: 'On call' },
    ...{ body: CheckInInput, summary: 'Say how heavy one’s own shift was' },
    answers: ok('The hand-over.', ShiftHandoverRead),
  },
];

/** Practice that no reader sees. The room of a drill is at the paths of its incident. */
export const drillOperations: readonly Operation[] = [
  {
    ...{ methods: ['get'], path: '/drills', tag: DRILLS, query: ListQuery },
    summary: 'The drills, newest first',
    answers: ok('The drills.', DrillsRead),
  },
  {
    ...{
      methods: ['post'],
      path: '/drills',
      tag: DRILLS,
      body: DrillInput,
      headers: retried('drill'),
    },
    summary: 'Start a drill; nothing of it is public, and no subscriber is told',
    answers: created('The drill.', DrillRead),
  },
  {
    ...{ methods: ['get'], path: '/drills/{id}', tag: DRILLS },
    summary: 'One drill with its score',
    answers: ok('The drill.', DrillRead),
  },
  {
    ...{ methods: ['patch', 'put'], path: '/drills/{id}', tag: DRILLS, body: DrillEndInput },
    summary: 'End a drill',
    answers: ok('The drill.', DrillRead),
  },
];
