import { itemsOfIncident, proposedItems } from '../../../db/action-item/action-item.ts';
import type { Db } from '../../../db/engine/client.ts';
import { findIncident } from '../../../db/incident/incident.ts';
import type { IncidentRecord } from '../../../db/incident/timeline.ts';
import { findReviewSettings, type Review } from '../../../db/review/review.ts';
import { findRoomSettings } from '../../../db/room/plan.ts';
import { listMembers } from '../../../db/team/account.ts';
import { proposalOf } from '../../domain/action-item/proposal.ts';
import { filledCells } from '../../domain/review/cells.ts';
import { reviewDueAt } from '../../domain/review/due.ts';
import { reviewFields } from '../../domain/review/fields.ts';
import { type Prefilled, prefillReview } from '../../domain/review/prefill.ts';
import { approvalFaults, reviewAdvice } from '../../domain/review/state.ts';
import { type BlameFinding, findBlame } from '../../domain/review/wording/blame.ts';
import { formatDuration } from '../../domain/time/duration.ts';
import { dayOf } from '../../domain/time/zone.ts';
import { readResponse } from '../incident/room.ts';
import { type ReviewPage, readReviewFacts } from './facts.ts';
import { type ShownItem, shownItem } from './items.ts';

/** For `startReview`: what is known of an incident, as the beginning of its document. */
export const prefillOf =
  (db: Db, page: ReviewPage, author: string, now: number) =>
  async (record: IncidentRecord): Promise<Prefilled> =>
    prefillReview(await readReviewFacts(db, page, record, now), author);

export type FieldFinding = BlameFinding & { field: string };
export type ReviewDocument = NonNullable<Awaited<ReturnType<typeof readReview>>>;

/** One postmortem with everything that its screen shows; null where the incident is gone. */
export async function readReview(db: Db, page: ReviewPage, review: Review, now: number) {
  const record = await findIncident(db, page.id, review.incidentId);
  if (!record) return null;
  const [response, items, members, settings, room, proposed] = await Promise.all([
    readResponse(db, page, record),
    itemsOfIncident(db, record.id),
    listMembers(db, page.id),
    findReviewSettings(db, page.id),
    findRoomSettings(db, page.id),
    proposedItems(db, page.id, { personId: null, since: 0, incidentId: record.id }),
  ]);
  const shown = items.map((one): ShownItem => shownItem(one, now));
  const head = {
    date: dayOf(record.startedAt, page.timeZone),
    duration:
      record.resolvedAt === null ? '' : formatDuration(record.resolvedAt - record.startedAt),
    severity: record.severity,
    commander: commanderIn(response),
  };
  const people = members.map(({ name }) => name);
  return {
    review,
    incident: record,
    head,
    items: shown,
    proposals: proposed.map(({ id, at, text }) => ({ id, at, ...proposalOf(text) })),
    people: members.map(({ id, name }) => ({ id, name })),
    dueAt: reviewDueAt({ page, hours: settings?.dueHours }, record),
    faults: approvalFaults(review.values, shown),
    advice: reviewAdvice(review.values),
    findings: findingsIn(review.values, people),
    cells: filledCells(review.values, head, shown.length + proposed.length),
    milestones: response.milestones,
    decisions: response.timeline
      .filter(({ kind, hidden }) => kind === 'decision' && !hidden)
      .map(({ at, text, author }) => ({ at, text, author }))
      .toReversed(),
    ticketTemplate: room?.ticketUrl ?? '',
  };
}

/** Whoever commands, or commanded last: people leave roles at the end of an incident. */
function commanderIn({ roles, roleHistory }: Awaited<ReturnType<typeof readResponse>>): string {
  const [now] = roles.commander;
  const last = roleHistory.findLast(({ role }) => role === 'commander');
  return now?.name ?? last?.name ?? '';
}

const findingsIn = (values: Review['values'], people: string[]): FieldFinding[] =>
  reviewFields
    .filter((field) => field !== 'author')
    .flatMap((field) =>
      findBlame(values[field] ?? '', people).map((finding) => ({ field, ...finding })),
    );
