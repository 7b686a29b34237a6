import {
  type AlertStatus,
  alertTitle,
  cutText,
  fieldText,
  type InboundAlert,
  labelsIn,
  linksIn,
  MAX_ALERTS,
  type ParsedDelivery,
  timeOf,
} from '../inbound.ts';
import { type AlertMapping, atPointer, type MappedField, usualPlaces } from '../mapping.ts';

/** Renders a template with the fields of a body. Throws with a sentence. */
export type RenderPlace = (template: string, body: unknown) => string;

const RESOLVED =
  /^(?:resolved?|ok|okay|up|closed?|recovered|recovery|normal|success|healthy|cleared?|inactive|false|0|green|operational)$/i;
const ACKNOWLEDGED = /^ack(?:nowledged?)?$/i;

/** Any JSON, by the mapping of its source. */
export function parseGeneric(
  body: unknown,
  mapping: AlertMapping,
  render: RenderPlace,
): ParsedDelivery {
  const found = mapping.alerts
    ? atPointer(body, mapping.alerts)
    : Array.isArray(body)
      ? body
      : atPointer(body, '/alerts');
  const list = Array.isArray(found) ? found : [mapping.alerts ? found : body];
  if (list.length > MAX_ALERTS)
    return { refused: 'This delivery has more than 1,000 alerts. Send fewer at once.' };
  if (list.length === 0) return { ignored: 'The list of alerts is empty.' };
  const alerts: InboundAlert[] = [];
  for (const one of list) {
    if (typeof one !== 'object' || one === null || Array.isArray(one))
      return { refused: `${placeOf(mapping)} is no JSON object with the fields of an alert.` };
    try {
      const alert = alertIn(one, mapping, render);
      if (typeof alert === 'string') return { refused: alert };
      alerts.push(alert);
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'it can’t be rendered';
      return { refused: `The mapping failed: ${cutText(reason, 300)}` };
    }
  }
  return { alerts };
}

const placeOf = ({ alerts }: AlertMapping): string =>
  alerts ? `The value at “${alerts}”` : 'The body';

function alertIn(body: object, mapping: AlertMapping, render: RenderPlace): InboundAlert | string {
  const valueAt = (field: MappedField): unknown => {
    const place = mapping[field];
    if (!place) return usualPlaces[field].map((usual) => atPointer(body, usual)).find(isThere);
    return place.startsWith('/') ? atPointer(body, place) : render(place, body);
  };
  const words = (field: MappedField, most = 300): string =>
    cutText(fieldText(valueAt(field)).trim(), most);
  const title = words('title');
  if (!title)
    return mapping.title
      ? `The mapping finds no title at “${mapping.title.slice(0, 100)}”.`
      : 'No title found. Say in the mapping of this source where it is.';
  const status = statusOf(words('status', 60), mapping.resolvedWhen);
  const startsAt = timeOf(valueAt('startsAt'));
  const endsAt = status === 'resolved' ? timeOf(valueAt('endsAt')) : null;
  const description = words('description', 1000);
  return {
    fingerprint: words('fingerprint') || title,
    episode: startsAt === null ? null : String(startsAt),
    groupKey: words('group') || title,
    status,
    title: alertTitle(title),
    severity: words('severity', 60),
    labels: labelsIn(valueAt('labels')),
    annotations: labelsIn({ description }),
    links: linksIn([['Link', valueAt('url')]]),
    startsAt,
    endsAt,
    changedAt: timeOf(valueAt('changedAt')) ?? endsAt ?? startsAt,
  };
}

const isThere = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== '' && !isEmptyObject(value);
const isEmptyObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0;

function statusOf(text: string, resolvedWhen: readonly string[] | undefined): AlertStatus {
  const isOver = resolvedWhen?.length
    ? resolvedWhen.some((one) => one.toLowerCase() === text.toLowerCase())
    : RESOLVED.test(text);
  if (isOver) return 'resolved';
  return ACKNOWLEDGED.test(text) ? 'acknowledged' : 'firing';
}
