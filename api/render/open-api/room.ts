import * as room from '../schema/room.ts';
import { created, type Operation, ok, retried } from './operation.ts';

const INCIDENT = '/incidents/{id}';
const tag = 'Incident room';

/** What the team writes in the room of an incident. Readers never see any of it. */
export const roomOperations: readonly Operation[] = [
  {
    methods: ['get'],
    path: `${INCIDENT}/events`,
    tag,
    summary: 'The team’s timeline, newest first; also what the product did by itself',
    query: room.EventQuery,
    answers: ok('The events.', room.RoomEvents),
  },
  {
    methods: ['post'],
    path: `${INCIDENT}/events`,
    tag,
    summary: 'Add an event to the team’s timeline',
    body: room.EventInput,
    headers: retried('event'),
    answers: created('The event.', room.RoomEvent),
  },
  {
    methods: ['patch', 'put'],
    path: `${INCIDENT}/events/{event}`,
    tag,
    summary: 'Correct the time of an event, pin or hide it',
    body: room.EventChange,
    answers: ok('The event.', room.RoomEvent),
  },
];
