import * as onCall from '../../schema/on-call.ts';
import { created, type Operation, ok, retried } from './operation.ts';

const changing = ['patch', 'put'] as const;
const IS_NOW = 'As it is now.';

const at = (one: Omit<Operation, 'tag' | 'path'> & { path?: string }): Operation => ({
  ...one,
  tag: 'On call',
  path: `/schedules${one.path ?? ''}`,
});

/** Who is on call when. Readers never see any of it. */
export const onCallOperations: readonly Operation[] = [
  at({
    methods: ['get'],
    summary: 'Schedules by name',
    query: onCall.OnCallListQuery,
    answers: ok('The schedules.', onCall.SchedulesRead),
  }),
  at({
    methods: ['post'],
    summary: 'Add a schedule without rotations',
    body: onCall.ScheduleInputBody,
    headers: retried('schedule'),
    answers: created('The schedule.', onCall.ScheduleRead),
  }),
  at({
    methods: ['get'],
    path: '/{id}',
    summary: 'One schedule',
    answers: ok('The schedule.', onCall.ScheduleRead),
  }),
  at({
    methods: changing,
    path: '/{id}',
    summary: 'Rename a schedule, or change its time zone',
    body: onCall.ScheduleInputBody,
    answers: ok(IS_NOW, onCall.ScheduleRead),
  }),
  at({
    methods: ['delete'],
    path: '/{id}',
    summary: 'Archive a schedule; its shifts are kept',
    answers: { 204: { description: 'Archived.' } },
  }),
  at({
    methods: ['get'],
    path: '/{id}/on_call',
    summary: 'Who is on call at an instant, and until when',
    query: onCall.OnCallQuery,
    answers: ok('The shift, or the gap.', onCall.OnCallRead),
  }),
  at({
    methods: ['get'],
    path: '/{id}/shifts',
    summary: 'Shifts and gaps, one after the other',
    query: onCall.ShiftQuery,
    answers: ok('The shifts.', onCall.ShiftsRead),
  }),
  at({
    methods: ['post'],
    path: '/{id}/rotations',
    summary: 'Add a rotation, after those there are',
    body: onCall.RotationInputBody,
    answers: created('The rotation.', onCall.RotationSaved),
  }),
  at({
    methods: changing,
    path: '/{id}/rotations/{rotation}',
    summary: 'Change a rotation from now on; fields left out stay, and so do past shifts',
    body: onCall.RotationInputBody,
    answers: ok(IS_NOW, onCall.RotationSaved),
  }),
  at({
    methods: ['delete'],
    path: '/{id}/rotations/{rotation}',
    summary: 'End a rotation now; its past shifts stay',
    answers: { 204: { description: 'Ended.' } },
  }),
  at({
    methods: ['get'],
    path: '/{id}/overrides',
    summary: 'Overrides that are not over',
    query: onCall.OnCallListQuery,
    answers: ok('The overrides.', onCall.OverridesRead),
  }),
  at({
    methods: ['post'],
    path: '/{id}/overrides',
    summary: 'Change who is on call for a time',
    body: onCall.OverrideInputBody,
    headers: retried('override'),
    answers: created('The override.', onCall.OverrideRead),
  }),
  at({
    methods: ['delete'],
    path: '/{id}/overrides/{override}',
    summary: 'End an override now, or delete one that has not begun',
    answers: { 204: { description: 'Ended.' } },
  }),
];
