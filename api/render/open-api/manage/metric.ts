import { PagedQuery } from '../../schema/compatible.ts';
import * as metric from '../../schema/metric.ts';
import { created, type Operation, ok } from './operation.ts';

const tag = 'Metrics';
const ONE = '/metrics/{id}';
const PROVIDER = '/metrics_providers/{id}';

/** Charts of values that scripts send, and of health checks. */
export const metricOperations: readonly Operation[] = [
  {
    ...{ methods: ['get'], path: '/metrics_providers', tag, query: PagedQuery },
    summary: 'Providers of metrics',
    answers: ok('The providers.', metric.MetricsProvidersRead),
  },
  {
    ...{ methods: ['post'], path: '/metrics_providers', tag, body: metric.MetricsProviderInput },
    summary: 'Add a provider',
    answers: created('The provider.', metric.MetricsProviderRead),
  },
  {
    ...{ methods: ['get'], path: PROVIDER, tag },
    summary: 'One provider',
    answers: ok('The provider.', metric.MetricsProviderRead),
  },
  {
    ...{ methods: ['patch', 'put'], path: PROVIDER, tag, body: metric.MetricsProviderInput },
    summary: 'Change a provider',
    answers: ok('The provider.', metric.MetricsProviderRead),
  },
  {
    ...{ methods: ['delete'], path: PROVIDER, tag },
    summary: 'Delete a provider, its metrics and their values',
    answers: ok('The deleted provider.', metric.MetricsProviderRead),
  },
  {
    ...{ methods: ['get'], path: `${PROVIDER}/metrics`, tag, query: PagedQuery },
    summary: 'Metrics of a provider',
    answers: ok('The metrics.', metric.MetricsRead),
  },
  {
    ...{ methods: ['post'], path: `${PROVIDER}/metrics`, tag, body: metric.MetricInput },
    summary: 'Add a metric',
    answers: created('The metric.', metric.MetricRead),
  },
  {
    ...{ methods: ['get'], path: '/metrics', tag, query: PagedQuery },
    summary: 'Metrics, oldest first',
    answers: ok('The metrics.', metric.MetricsRead),
  },
  {
    ...{ methods: ['post'], path: '/metrics/data', tag, body: metric.MetricsData },
    summary: 'Send values of several metrics: all are stored, or none',
    answers: created('The values as stored.', metric.MetricsData),
  },
  {
    ...{ methods: ['get'], path: ONE, tag },
    summary: 'One metric',
    answers: ok('The metric.', metric.MetricRead),
  },
  {
    ...{ methods: ['patch', 'put'], path: ONE, tag, body: metric.MetricChange },
    summary: 'Change a metric, or show and hide its chart',
    answers: ok('The metric.', metric.MetricRead),
  },
  {
    ...{ methods: ['delete'], path: ONE, tag },
    summary: 'Delete a metric and its values',
    answers: ok('The deleted metric.', metric.MetricRead),
  },
  {
    ...{ methods: ['post'], path: `${ONE}/data`, tag, body: metric.MetricData },
    summary: 'Send a value',
    answers: created('The value as stored.', metric.MetricData),
  },
  {
    ...{ methods: ['delete'], path: `${ONE}/data`, tag },
    summary: 'Delete all values of a metric',
    answers: ok('The metric.', metric.MetricRead),
  },
];
