import type { ListedAlert } from '../../../../db/alert/alert.ts';
import type { ListedAlertDelivery } from '../../../../db/alert/delivery.ts';
import type { AlertDecision } from '../../../../db/alert/due.ts';
import type { AlertSource } from '../../../../db/alert/source.ts';
import { isoTime } from '../../../domain/time/iso.ts';
import type { ShownPaging } from '../../../reads/alert/paging.ts';

const isoOrNull = (at: number | null) => (at === null ? null : isoTime(at));

export const alertSourceShape = (row: AlertSource) => ({
  id: row.id,
  page_id: row.pageId,
  name: row.name,
  kind: row.kind,
  signed: row.secret !== null,
  enabled: row.disabledAt === null,
  mapping: row.mapping,
  created_by: row.createdBy,
  created_at: isoTime(row.createdAt),
  last_seen_at: isoOrNull(row.lastSeenAt),
});

export const alertShape = (row: ListedAlert) => ({
  id: row.id,
  page_id: row.pageId,
  source: { id: row.sourceId, name: row.source },
  status: row.status,
  title: row.title,
  severity: row.severity,
  fingerprint: row.fingerprint,
  group_key: row.groupKey,
  labels: row.labels,
  annotations: row.annotations,
  links: row.links,
  starts_at: isoTime(row.startsAt),
  ends_at: isoOrNull(row.endsAt),
  acknowledged_at: isoOrNull(row.acknowledgedAt),
  first_seen_at: isoTime(row.firstSeenAt),
  last_seen_at: isoTime(row.lastSeenAt),
  received: row.received,
  outcome: row.outcome,
});

export const alertPagingShape = ({ state, steps, doneAt, doneBy }: ShownPaging) => ({
  state,
  paged: steps.map(({ at, people }) => ({ at: isoTime(at), people })),
  acknowledged_at: isoOrNull(doneAt),
  acknowledged_by: doneBy,
});

export const alertDecisionShape = (row: AlertDecision) => ({
  at: isoTime(row.at),
  outcome: row.outcome,
  explanation: row.explanation,
  rule:
    row.ruleId === null ? null : { id: row.ruleId, name: row.ruleName, revision: row.ruleRevision },
});

export const alertDeliveryShape = (row: ListedAlertDelivery) => ({
  id: row.id,
  source: { id: row.sourceId, name: row.source },
  outcome: row.outcome,
  reason: row.reason,
  excerpt: row.excerpt,
  first_at: isoTime(row.firstAt),
  last_at: isoTime(row.lastAt),
  received: row.received,
});
