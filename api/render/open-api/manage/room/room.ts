import type { z } from 'zod';
import * as room from '../../../schema/room/room.ts';
import { created, type Operation, ok, retried } from '../operation.ts';

const INCIDENT = '/incidents/{id}';
const tag = 'Incident room';
const IS_NOW = 'As it is now.';

const part = (name: string, summary: string, schema: z.ZodType): Operation[] => [
  { methods: ['get'], path: `${INCIDENT}/${name}`, tag, summary, answers: ok(IS_NOW, schema) },
];

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
  ...part('roles', 'Who does what in the response', room.RolesRead),
  {
    methods: ['patch', 'put'],
    path: `${INCIDENT}/roles`,
    tag,
    summary: 'Assign roles in one call; they grant no permission',
    body: room.RolesInput,
    answers: ok('The roles.', room.RolesRead),
  },
  ...part('triage', 'The triage card: answers with their times', room.TriageRead),
  {
    methods: ['patch', 'put'],
    path: `${INCIDENT}/triage`,
    tag,
    summary: 'Answer triage questions; earlier answers are kept',
    body: room.TriageInput,
    answers: ok('The triage card.', room.TriageRead),
  },
  ...part('milestones', 'The milestones that were reached', room.MilestonesRead),
  {
    methods: ['post'],
    path: `${INCIDENT}/milestones`,
    tag,
    summary: 'Set a milestone',
    body: room.MilestoneInput,
    headers: retried('milestone'),
    answers: created('All milestones.', room.MilestonesRead),
  },
  ...part('alerts', 'The alerts that opened the incident', room.IncidentAlertsRead),
  ...part('internal_updates', 'The internal updates, newest first', room.InternalUpdatesRead),
  {
    methods: ['post'],
    path: `${INCIDENT}/internal_updates`,
    tag,
    summary: 'Write an internal update; it is never public',
    body: room.InternalUpdateInput,
    headers: retried('update'),
    answers: created('The internal update.', room.InternalUpdateRead),
  },
  ...part('acknowledge', 'Whether a person acknowledged the incident', room.Acknowledgement),
  {
    methods: ['post'],
    path: `${INCIDENT}/acknowledge`,
    tag,
    summary: 'Acknowledge the incident: nobody else is notified of it',
    answers: ok('The acknowledgement.', room.Acknowledgement),
  },
];
