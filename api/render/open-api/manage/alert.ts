import * as alert from '../../schema/alert/alert.ts';
import * as rule from '../../schema/alert/rule.ts';
import { created, type Operation, ok } from './operation.ts';

const tag = 'Alerts';
const RULE = '/alert_rules/{id}';
const SOURCE = '/alert_sources/{id}';

/** Alerts of monitoring systems. Readers never see any of it. */
export const alertOperations: readonly Operation[] = [
  {
    ...{ methods: ['get'], path: '/alert_sources', tag },
    summary: 'Who may send alerts, by name',
    answers: ok('The sources.', alert.AlertSourcesRead),
  },
  {
    ...{ methods: ['post'], path: '/alert_sources', tag, body: alert.AlertSourceInput },
    summary: 'Add a source; its address is answered once',
    answers: created('The source.', alert.AlertSourceCreated),
  },
  {
    ...{ methods: ['get'], path: SOURCE, tag },
    summary: 'One source',
    answers: ok('The source.', alert.AlertSourceRead),
  },
  {
    ...{ methods: ['patch', 'put'], path: SOURCE, tag, body: alert.AlertSourceChange },
    summary: 'Change a source, turn it off or on, or set its secret',
    answers: ok('The source.', alert.AlertSourceRead),
  },
  {
    ...{ methods: ['delete'], path: SOURCE, tag },
    summary: 'Delete a source and the alerts that it sent',
    answers: { 204: { description: 'Deleted.' } },
  },
  {
    ...{ methods: ['post'], path: `${SOURCE}/rotate`, tag },
    summary: 'Give a source a new address; the former one stops working',
    answers: ok('The source.', alert.AlertSourceCreated),
  },
  {
    ...{ methods: ['get'], path: '/alerts', tag, query: alert.AlertQuery },
    summary: 'The alerts that came, newest first',
    answers: ok('The alerts. The header Link leads to older ones.', alert.AlertsRead),
  },
  {
    ...{ methods: ['get'], path: '/alerts/refused', tag },
    summary: 'Deliveries that brought no alert, and why',
    answers: ok('The newest 100.', alert.AlertDeliveriesRead),
  },
  {
    ...{ methods: ['get'], path: '/alerts/{id}', tag },
    summary: 'One alert',
    answers: ok('The alert.', alert.AlertWithDecisionsRead),
  },
  {
    ...{ methods: ['post'], path: '/alerts/{id}/acknowledge', tag },
    summary: 'Acknowledge an alert and its group, so that nobody else is paged',
    answers: ok('The alert.', alert.AlertWithDecisionsRead),
  },
  {
    ...{ methods: ['get'], path: '/alert_rules', tag },
    summary: 'What follows from alerts, in order: the first that matches decides',
    answers: ok('The rules.', rule.AlertRulesRead),
  },
  {
    ...{ methods: ['post'], path: '/alert_rules', tag, body: rule.AlertRuleInput },
    summary: 'Add a rule after the others',
    answers: created('The rule.', rule.AlertRuleRead),
  },
  {
    ...{ methods: ['get'], path: RULE, tag },
    summary: 'One rule',
    answers: ok('The rule.', rule.AlertRuleRead),
  },
  {
    ...{ methods: ['patch', 'put'], path: RULE, tag, body: rule.AlertRuleChange },
    summary: 'Change a rule, its place, or turn it off or on',
    answers: ok('The rule.', rule.AlertRuleRead),
  },
  {
    ...{ methods: ['delete'], path: RULE, tag },
    summary: 'Delete a rule; what it did stays',
    answers: { 204: { description: 'Deleted.' } },
  },
  {
    ...{ methods: ['get'], path: `${RULE}/replay`, tag },
    summary: 'What a rule would have done with the newest 500 alerts of 30 days',
    answers: ok('Counts, and the newest 50 steps. Nothing is changed.', rule.AlertReplayRead),
  },
];
