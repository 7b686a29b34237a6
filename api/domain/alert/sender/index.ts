import { MAX_ALERTS, type ParsedDelivery, type SenderParser } from '../inbound.ts';
import type { AlertMapping } from '../mapping.ts';
import type { AlertSourceKind } from '../source.ts';
import { parseAlertmanager, parseGrafana } from './alertmanager.ts';
import { parseDatadog } from './datadog.ts';
import { parseEmail } from './email.ts';
import { parseGeneric, type RenderPlace } from './generic.ts';
import { parseOpsgenie } from './opsgenie.ts';
import { parsePagerDuty } from './pagerduty.ts';

const parsers: Record<Exclude<AlertSourceKind, 'generic'>, SenderParser> = {
  alertmanager: parseAlertmanager,
  grafana: parseGrafana,
  pagerduty: parsePagerDuty,
  datadog: parseDatadog,
  opsgenie: parseOpsgenie,
  email: parseEmail,
};

/** What a delivery of this kind of sender says. */
export function parseDelivery(
  { kind, mapping }: { kind: AlertSourceKind; mapping: AlertMapping },
  body: unknown,
  render: RenderPlace,
): ParsedDelivery {
  const parsed = kind === 'generic' ? parseGeneric(body, mapping, render) : parsers[kind](body);
  if ('alerts' in parsed && parsed.alerts.length > MAX_ALERTS)
    return { refused: 'This delivery has more than 1,000 alerts. Send fewer at once.' };
  return parsed;
}
