import { z } from 'zod';
import { singleLine } from '../text/single-line.ts';
import { AlertMapping } from './mapping.ts';

export const alertSourceKinds = [
  'alertmanager',
  'grafana',
  'pagerduty',
  'datadog',
  'opsgenie',
  'generic',
  'email',
] as const;
export type AlertSourceKind = (typeof alertSourceKinds)[number];

/** With the page’s own health checks, which post nothing. */
export type StoredSourceKind = AlertSourceKind | 'check';
export const CHECK_SOURCE = 'Health checks';

export const alertSourceLabels: Record<AlertSourceKind, string> = {
  alertmanager: 'Prometheus Alertmanager',
  grafana: 'Grafana',
  pagerduty: 'PagerDuty',
  datadog: 'Datadog',
  opsgenie: 'Opsgenie',
  generic: 'Generic JSON',
  email: 'Email',
};

/** Senders that sign; all others carry the secret in a header. */
export const signsDeliveries = (kind: AlertSourceKind): boolean =>
  kind === 'grafana' || kind === 'pagerduty' || kind === 'generic';

const Secret = z
  .string()
  .trim()
  .min(8, 'Use a secret of at least 8 characters.')
  .max(200, 'A secret can have at most 200 characters.')
  .regex(/^[\x21-\x7e]+$/, 'Use letters, digits and punctuation without spaces.');

const SourceName = singleLine(80, 'The name can have at most 80 characters.').min(
  1,
  'Enter a name, such as the system that sends the alerts.',
);

export const NewAlertSource = z.object({
  name: SourceName,
  kind: z.enum(alertSourceKinds, `Choose one of ${alertSourceKinds.join(', ')}.`),
  /** Makes a secret where none is given. */
  signed: z.boolean().default(false),
  secret: Secret.nullable().default(null),
  mapping: AlertMapping.default({}),
});
export type NewAlertSource = z.infer<typeof NewAlertSource>;

export const AlertSourceEdit = z.object({
  name: SourceName.optional(),
  /** Null takes the secret away: then the address alone is enough. */
  secret: Secret.nullable().optional(),
  mapping: AlertMapping.optional(),
  enabled: z.boolean().optional(),
});
export type AlertSourceEdit = z.infer<typeof AlertSourceEdit>;
