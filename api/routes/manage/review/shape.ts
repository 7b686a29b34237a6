import { pointsOf, type ReviewValues, whysOf } from '../../../domain/review/fields.ts';
import { parseTimeline } from '../../../domain/review/timeline.ts';
import { isoTime, isoTimeOrNull } from '../../../domain/time/iso.ts';
import { dayOf } from '../../../domain/time/zone.ts';
import type { ReviewDocument } from '../../../reads/review/document.ts';
import type { ShownItem } from '../../../reads/review/items.ts';
import type { ReviewLine } from '../../../reads/review/list.ts';

export const reviewLineShape = (line: ReviewLine) => ({
  id: line.review?.id ?? null,
  incident_id: line.incidentId,
  incident_name: line.name,
  severity: line.severity,
  state: line.state,
  due_at: isoTimeOrNull(line.dueAt),
  overdue: line.isOverdue,
  reason: line.review?.reason || null,
  approved_at: isoTimeOrNull(line.review?.approvedAt),
  published_at: isoTimeOrNull(line.review?.publishedAt),
});

export const reviewShape = (document: ReviewDocument, zone: string) => {
  const { review, incident, head } = document;
  const { values } = review;
  return {
    id: review.id,
    page_id: review.pageId,
    incident_id: review.incidentId,
    state: review.state,
    reason: review.reason || null,
    return_note: review.returnNote || null,
    title: incident.name,
    ...{ date: head.date, duration: head.duration || null, severity: head.severity },
    commander: head.commander || null,
    author: values.author ?? null,
    ...textsIn(values),
    timeline: parseTimeline(values.timeline ?? '', {
      zone,
      startedAt: incident.startedAt,
    }).lines.map(({ at, text }) => ({ at: isoTime(at), text })),
    whys: whysOf(values).map(({ why, because, after, isRoot }) => ({
      ...{ why, because, root: isRoot, after },
    })),
    milestones: document.milestones.map(({ kind, at, automatic, author, reason }) => ({
      ...{ kind, at: isoTime(at), automatic, by: author, reason: reason || null },
    })),
    public_body: review.publicBody || null,
    action_items: document.items.map((item) => itemShape(item, zone)),
    decisions: document.decisions.map(({ at, text, author }) => ({
      at: isoTime(at),
      text,
      by: author,
    })),
    missing: document.faults,
    findings: document.findings.map(({ field, found, rewrite }) => ({ field, found, rewrite })),
    due_at: isoTimeOrNull(document.dueAt),
    submitted_by: review.submittedBy,
    submitted_at: isoTimeOrNull(review.submittedAt),
    approved_by: review.approvedBy,
    approved_at: isoTimeOrNull(review.approvedAt),
    published_at: isoTimeOrNull(review.publishedAt),
    revision: review.revision,
    created_at: isoTime(review.createdAt),
    updated_at: isoTime(review.updatedAt),
  };
};

const textsIn = (values: ReviewValues) => ({
  summary: values.summary ?? null,
  users_affected: values.users_affected ?? null,
  minutes_down: values.minutes_down ? Number(values.minutes_down) : null,
  revenue: values.revenue ?? null,
  data_loss: values.data_loss ?? null,
  root_cause: values.root_cause ?? null,
  contributing: pointsOf(values.contributing),
  resolution_temporary: values.resolution_temporary ?? null,
  resolution_permanent: values.resolution_permanent ?? null,
  went_well: pointsOf(values.went_well),
  went_poorly: pointsOf(values.went_poorly),
  lessons: pointsOf(values.lessons),
});

export const itemShape = (item: ShownItem, zone: string) => ({
  id: item.id,
  page_id: item.pageId,
  incident_id: item.incidentId,
  kind: item.kind,
  title: item.title,
  owner: item.ownerName
    ? { id: item.ownerId, name: item.ownerName, is_member: !item.hasLeft }
    : null,
  due_on: item.dueAt === null ? null : dayOf(item.dueAt, zone),
  overdue: item.isOverdue,
  ticket_url: item.ticketUrl || null,
  state: item.state,
  reason: item.reason || null,
  finding: item.finding?.sentence ?? null,
  created_by: item.createdBy,
  closed_by: item.closedBy,
  closed_at: isoTimeOrNull(item.closedAt),
  created_at: isoTime(item.createdAt),
  updated_at: isoTime(item.updatedAt),
});
