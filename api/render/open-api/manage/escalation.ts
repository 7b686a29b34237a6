import * as escalation from '../../schema/escalation.ts';
import { created, type Operation, ok, retried } from './operation.ts';

const policies = (one: Omit<Operation, 'tag' | 'path'> & { path?: string }): Operation => ({
  ...one,
  tag: 'Escalation',
  path: `/escalation_policies${one.path ?? ''}`,
});
const changing = ['patch', 'put'] as const;

/** Who is notified of an incident that nobody acknowledges. */
export const escalationOperations: readonly Operation[] = [
  policies({
    methods: ['get'],
    summary: 'The escalation policies, by name',
    answers: ok('The policies.', escalation.PoliciesRead),
  }),
  policies({
    methods: ['post'],
    summary: 'Add an escalation policy (owners)',
    body: escalation.PolicyInput,
    headers: retried('policy'),
    answers: created('The policy.', escalation.PolicyRead),
  }),
  policies({
    methods: ['get'],
    path: '/{id}',
    summary: 'One escalation policy',
    answers: ok('The policy.', escalation.PolicyRead),
  }),
  policies({
    methods: changing,
    path: '/{id}',
    summary: 'Change an escalation policy (owners)',
    body: escalation.PolicyChange,
    answers: ok('The policy.', escalation.PolicyRead),
  }),
  policies({
    methods: ['delete'],
    path: '/{id}',
    summary: 'Delete an escalation policy (owners)',
    answers: { 204: { description: 'Deleted.' } },
  }),
  {
    methods: ['get'],
    path: '/on_call.yaml',
    tag: 'Escalation',
    summary: 'The escalation policies and alerts as YAML, in the shape that is imported',
    answers: { 200: { description: 'YAML in UTF-8.', type: 'application/yaml' } },
  },
  {
    methods: ['get'],
    path: '/business_hours',
    tag: 'Escalation',
    summary: 'When the team works: severities can count their deadlines in it',
    answers: ok('The business hours.', escalation.BusinessHoursRead),
  },
  {
    methods: changing,
    path: '/business_hours',
    tag: 'Escalation',
    summary: 'Change the business hours (owners)',
    body: escalation.BusinessHoursChange,
    answers: ok('The business hours.', escalation.BusinessHoursRead),
  },
  {
    methods: ['post'],
    path: '/incidents/{id}/escalate',
    tag: 'Escalation',
    summary: 'Notify the next people at once, without a reason',
    answers: ok('The escalation.', escalation.EscalationRead),
  },
  {
    methods: ['get'],
    path: '/incidents/{id}/escalation',
    tag: 'Escalation',
    summary: 'Which policy an incident follows',
    answers: ok('The escalation.', escalation.EscalationRead),
  },
  {
    methods: changing,
    path: '/incidents/{id}/escalation',
    tag: 'Escalation',
    summary: 'Say whether business is affected',
    body: escalation.EscalationChange,
    answers: ok('The escalation.', escalation.EscalationRead),
  },
];
