import * as check from '../../schema/check.ts';
import { created, type Operation, ok } from './operation.ts';

const tag = 'Alerts';
const ONE = '/checks/{id}';

/** What this installation looks at by itself. Readers never see any of it. */
export const checkOperations: readonly Operation[] = [
  {
    ...{ methods: ['get'], path: '/checks', tag },
    summary: 'Health checks, by name',
    answers: ok('The checks.', check.ChecksRead),
  },
  {
    ...{ methods: ['post'], path: '/checks', tag, body: check.CheckInput },
    summary: 'Add a health check; the address of a heartbeat is answered once',
    answers: created('The check.', check.CheckCreated),
  },
  {
    ...{ methods: ['get'], path: ONE, tag },
    summary: 'One health check, with its newest result',
    answers: ok('The check.', check.CheckRead),
  },
  {
    ...{ methods: ['patch', 'put'], path: ONE, tag, body: check.HealthCheckChange },
    summary: 'Change a health check, or pause and resume it',
    answers: ok('The check.', check.CheckRead),
  },
  {
    ...{ methods: ['delete'], path: ONE, tag },
    summary: 'Delete a health check and its results; an alert that it has open ends',
    answers: { 204: { description: 'Deleted.' } },
  },
  {
    ...{ methods: ['post'], path: `${ONE}/rotate`, tag },
    summary: 'Give a heartbeat a new address; the former one stops working',
    answers: ok('The check.', check.CheckCreated),
  },
  {
    ...{ methods: ['get'], path: `${ONE}/results`, tag },
    summary: 'Single runs of the last 30 days, newest first',
    answers: ok('The results, by `page` and `limit`.', check.CheckResultsRead),
  },
  {
    ...{ methods: ['get'], path: `${ONE}/days`, tag },
    summary: 'The days of the last year, counted from all runs',
    answers: ok('The days, oldest first.', check.CheckDaysRead),
  },
];
