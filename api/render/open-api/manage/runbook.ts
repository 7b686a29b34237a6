import * as change from '../../schema/change.ts';
import * as runbook from '../../schema/runbook.ts';
import { created, type Operation, ok, retried } from './operation.ts';

const changing = ['patch', 'put'] as const;
const AS_IT_IS_NOW = 'As it is now.';

const tag = 'Changes';
const SUSPECT = '/incidents/{id}/changes/{change}/suspect';
const AROUND = 'What changed, and what is suspected.';

/** What changed in the team's systems. Readers never see any of it. */
const changeOperations: readonly Operation[] = [
  {
    methods: ['get'],
    path: '/changes',
    tag,
    summary: 'What changed in your systems, newest first',
    query: change.ListQuery,
    answers: ok('The changes.', change.ChangesRead),
  },
  {
    methods: ['post'],
    path: '/changes',
    tag,
    summary: 'Report a deployment, a configuration change, a feature flag or another change',
    body: change.SystemChangeInput,
    headers: retried('change'),
    answers: created('The change.', change.ChangeRead),
  },
  {
    methods: ['get'],
    path: '/incidents/{id}/changes',
    tag,
    summary: 'What changed in the two hours before an incident, and since its start',
    answers: ok(AROUND, change.IncidentChangesRead),
  },
  {
    methods: ['put'],
    path: SUSPECT,
    tag,
    summary: 'Mark a change as a suspect of the incident',
    answers: ok(AROUND, change.IncidentChangesRead),
  },
  {
    methods: ['delete'],
    path: SUSPECT,
    tag,
    summary: 'Take the mark away',
    answers: ok(AROUND, change.IncidentChangesRead),
  },
];

const runbooks = (one: Omit<Operation, 'tag' | 'path'> & { path?: string }): Operation => ({
  ...one,
  tag: 'Runbooks',
  path: `/runbooks${one.path ?? ''}`,
});

/** What to do when something breaks. Readers never see any of it. */
export const runbookOperations: readonly Operation[] = [
  ...changeOperations,
  runbooks({
    methods: ['get'],
    summary: 'Runbooks by title',
    query: runbook.RunbookQuery,
    answers: ok('The runbooks.', runbook.RunbooksRead),
  }),
  runbooks({
    methods: ['post'],
    summary: 'Add a runbook',
    body: runbook.RunbookInput,
    headers: retried('runbook'),
    answers: created('The runbook.', runbook.RunbookRead),
  }),
  runbooks({
    methods: ['get'],
    path: '/{id}',
    summary: 'One runbook',
    answers: ok('The runbook.', runbook.RunbookRead),
  }),
  runbooks({
    methods: changing,
    path: '/{id}',
    summary: 'Save a new version of a runbook; fields left out stay',
    body: runbook.RunbookInput,
    answers: ok(AS_IT_IS_NOW, runbook.RunbookRead),
  }),
  runbooks({
    methods: ['get'],
    path: '/{id}/versions',
    summary: 'The versions of a runbook, newest first',
    query: change.ListQuery,
    answers: ok('The versions.', runbook.RunbookVersionsRead),
  }),
  runbooks({
    methods: ['post'],
    path: '/{id}/versions/{version}/restore',
    summary: 'Make an earlier version the newest one',
    answers: ok(AS_IT_IS_NOW, runbook.RunbookRead),
  }),
  runbooks({
    methods: ['put'],
    path: '/{id}/automation',
    summary: 'Decide about the proposal to automate it',
    body: runbook.AutomationInput,
    answers: ok(AS_IT_IS_NOW, runbook.RunbookRead),
  }),
  runbooks({
    methods: ['get'],
    path: '/{id}/runs',
    summary: 'Runs of a runbook, newest first',
    query: change.ListQuery,
    answers: ok('The runs.', runbook.RunsRead),
  }),
  runbooks({
    methods: ['post'],
    path: '/{id}/runs',
    summary: 'Start a run; the incident’s timeline says so',
    body: runbook.RunInput,
    headers: retried('run'),
    answers: created('The run.', runbook.RunRead),
  }),
  runbooks({
    methods: ['get'],
    path: '/{id}/runs/{run}',
    summary: 'One run',
    answers: ok('The run.', runbook.RunRead),
  }),
  runbooks({
    methods: changing,
    path: '/{id}/runs/{run}',
    summary: 'Tick steps, or end the run',
    body: runbook.RunChange,
    answers: ok(AS_IT_IS_NOW, runbook.RunRead),
  }),
  runbooks({
    methods: ['delete'],
    path: '/{id}',
    summary: 'Archive a runbook; its versions and runs are kept',
    answers: { 204: { description: 'Archived.' } },
  }),
  {
    methods: ['get'],
    path: '/incidents/{id}/runbooks',
    tag: 'Runbooks',
    summary: 'Runbooks that fit an incident, and what was run',
    answers: ok('Runbooks and runs.', runbook.IncidentRunbooksRead),
  },
  {
    methods: ['get'],
    path: '/readiness',
    tag: 'Runbooks',
    summary: 'Whether each component has an owner and a runbook',
    query: change.ListQuery,
    answers: ok('The components.', runbook.ReadinessRead),
  },
];
