import type { Interval } from '../../db/component/interval.ts';
import type { AffectingIncident } from '../../db/component/named.ts';
import type { UptimeRows } from '../../db/component/uptime.ts';
import type { IncidentRecord } from '../../db/incident/timeline.ts';
import type { Backdating } from '../actions/status/backdating.ts';
import { backdated } from '../domain/component/interval.ts';
import { recordedAs } from '../domain/update/update.ts';

type Update = IncidentRecord['updates'][number];
type Change = Update['changes'][number];
type Recorded = UptimeRows['intervals'][number];

/** What would be recorded of the incident's components, as it is read after a write about it. */
export function uptimeAfter(
  known: UptimeRows,
  { incident, update }: { incident: IncidentRecord; update: Update },
  span: { from: number; to: number },
  backdating: Backdating | undefined,
): UptimeRows {
  const about = new Set(incident.componentIds);
  const changes = new Map(update.changes.map((change) => [change.componentId, change]));
  const overlapsIncident = ({ toAt }: Recorded) => toAt === null || toAt >= incident.startedAt;
  return {
    records: known.records
      .filter(({ id }) => about.has(id))
      .map((record) => ({
        ...record,
        recordedFrom: record.recordedFrom ?? (changes.has(record.id) ? update.createdAt : null),
      })),
    intervals: known.records
      .filter(({ id }) => about.has(id))
      .flatMap(({ id }) => {
        const own = known.intervals.filter(({ componentId }) => componentId === id);
        const change = changes.get(id);
        return change ? intervalsAfter(own, change, update.createdAt, backdating) : own;
      })
      .filter(overlapsIncident),
    named: namedOf(incident, span),
  };
}

/** One component's intervals that were not operational or were corrected. */
function intervalsAfter(
  own: Recorded[],
  change: Change,
  at: number,
  backdating: Backdating | undefined,
): Recorded[] {
  const { componentId, newStatus: status } = change;
  const how = recordedAs(change, backdating !== undefined);
  if (how === 'nothing') return own;
  const running = { componentId, status, fromAt: at, toAt: null, correctedAt: null, note: null };
  if (how === 'next' || !backdating)
    return [...own.map((one) => ({ ...one, toAt: one.toAt ?? at })), running].filter(isEventful);
  const { since } = backdating;
  const stored: Recorded[] = (backdating.stored.get(componentId) ?? []).map(recordedOf);
  const isBefore = ({ toAt }: Recorded) => toAt !== null && toAt <= since;
  return [...own.filter(isBefore), ...backdated<Recorded>(stored, running, since)].filter(
    isEventful,
  );
}

const isEventful = ({ status, correctedAt }: Recorded): boolean =>
  status !== 'operational' || correctedAt !== null;

const recordedOf = ({
  componentId,
  status,
  fromAt,
  toAt,
  correctedAt,
  note,
}: Interval): Recorded => ({
  componentId,
  status,
  fromAt,
  toAt,
  correctedAt,
  note,
});

/** The incident as days name it: once it has begun, and while it reaches into these. */
function namedOf(
  incident: IncidentRecord,
  { from, to }: { from: number; to: number },
): AffectingIncident[] {
  const { id, name, impact, locale, translations, resolvedAt: toAt, startedAt } = incident;
  const fromAt = incident.scheduledFor ?? startedAt;
  const reachesIn = toAt === null || (toAt > from && startedAt < to);
  if (incident.state === 'scheduled' || fromAt >= to || !reachesIn) return [];
  const named = { id, name, impact, locale, translations, fromAt, toAt };
  return incident.componentIds.map((componentId) => ({ ...named, componentId }));
}
