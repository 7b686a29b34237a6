/** Each figure is the time between two milestones of one incident, which the console and the API name. */
export const measureKeys = [
  'acknowledge',
  'announce',
  'inform',
  'diagnose',
  'mitigate',
  'resolve',
  'notify',
] as const;
export type MeasureKey = (typeof measureKeys)[number];

export const measureLabels: Record<MeasureKey, { label: string; from: string; to: string }> = {
  inform: {
    label: 'Time from first alert to first public update',
    from: 'First alert received',
    to: 'First public update published',
  },
  acknowledge: { label: 'Time to acknowledge', from: 'Started', to: 'Acknowledged' },
  announce: {
    label: 'Time to first public update',
    from: 'Started',
    to: 'First public update published',
  },
  diagnose: { label: 'Time to diagnose', from: 'Started', to: 'Cause identified' },
  mitigate: { label: 'Time to mitigate', from: 'Started', to: 'Mitigated' },
  resolve: { label: 'Time to resolve', from: 'Started', to: 'Resolved for good' },
  notify: {
    label: 'Time to notify subscribers',
    from: 'First emailed update published',
    to: '95% of its recipients emailed',
  },
};

/** Milliseconds by figure; null where one of the two milestones is not known. */
export type Durations = Record<MeasureKey, number | null>;
