/** Where the data of a metric comes from: scripts, or the runs of a health check. */
export const metricSources = ['posted', 'response_time', 'uptime'] as const;
export type MetricSource = (typeof metricSources)[number];

/** The unit of values that Allclear measures itself. */
export const measuredUnits: Record<MetricSource, string> = {
  posted: '',
  response_time: 'ms',
  uptime: '%',
};

export const metricSourceLabels: Record<MetricSource, string> = {
  posted: 'Values sent with the API',
  response_time: 'Response time of a health check',
  uptime: 'Uptime by a health check',
};
