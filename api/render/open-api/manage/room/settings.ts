import * as settings from '../../../schema/room/settings.ts';
import { type Operation, ok } from '../operation.ts';

const INCIDENT = '/incidents/{id}';
const tag = 'Incident room';
const IS_NOW = 'As it is now.';

/** Suggestions, who may read an incident, and what every room begins with. */
export const roomSettingsOperations: readonly Operation[] = [
  {
    ...{ methods: ['get'], path: `${INCIDENT}/nudges`, tag },
    summary: 'The suggestion of the room, at most one at a time, and what was dismissed',
    answers: ok(IS_NOW, settings.NudgesRead),
  },
  {
    ...{ methods: ['post'], path: `${INCIDENT}/nudges/{nudge}/dismiss`, tag },
    summary: 'Dismiss a suggestion for everybody, or answer it',
    body: settings.NudgeInput,
    answers: ok(IS_NOW, settings.NudgesRead),
  },
  {
    ...{ methods: ['get'], path: `${INCIDENT}/access`, tag },
    summary: 'Who may read an incident that is not public (owners)',
    answers: ok(IS_NOW, settings.AccessRead),
  },
  {
    ...{ methods: ['patch', 'put'], path: `${INCIDENT}/access`, tag },
    summary: 'Restrict an internal incident, name people, or lift the restriction (owners)',
    body: settings.AccessInput,
    answers: ok(IS_NOW, settings.AccessRead),
  },
  {
    ...{ methods: ['get'], path: '/restricted_incidents', tag },
    summary: 'Restricted incidents and whom they name, without titles (owners)',
    answers: ok('The newest 200.', settings.RestrictedRead),
  },
  {
    ...{ methods: ['get'], path: '/room_settings', tag },
    summary: 'Links and checklists that every room begins with',
    answers: ok(IS_NOW, settings.RoomSettingsRead),
  },
  {
    ...{ methods: ['patch', 'put'], path: '/room_settings', tag },
    summary: 'Change the links or the checklists of severities (owners)',
    body: settings.RoomSettingsInput,
    answers: ok(IS_NOW, settings.RoomSettingsRead),
  },
];
