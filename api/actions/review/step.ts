import { itemsOfIncident } from '../../../db/action-item/action-item.ts';
import { findIncident } from '../../../db/incident/incident.ts';
import { type Review, updateReview } from '../../../db/review/review.ts';
import { Problem, refused } from '../../core/problem.ts';
import { can } from '../../domain/response/permissions.ts';
import type { Actor } from '../../domain/response/role.ts';
import {
  approvalFaults,
  canStep,
  isReviewDone,
  type ReviewStep,
  reviewStateLabels,
} from '../../domain/review/state.ts';
import { commitInternal, type DraftChange } from '../draft/commit-internal.ts';
import { auditOfReview, completeReviewObligation, requireReview } from './review.ts';

/** Sends it for review. */
export async function submitReview(
  deps: DraftChange,
  actor: Actor,
  pageId: string,
  id: string,
): Promise<void> {
  const before = await inState(deps, actor, pageId, id, 'submit');
  await move(deps, actor, before, 'submit', {
    ...{ state: 'in_review', returnNote: '' },
    ...{ submittedById: actor.id, submittedBy: actor.name, submittedAt: deps.clock() },
  });
}

/** Back to its writers, with what should change. An approved one is opened again by it. */
export async function returnReview(
  deps: DraftChange,
  actor: Actor,
  pageId: string,
  id: string,
  note: string,
): Promise<void> {
  const before = await inState(deps, actor, pageId, id, 'send_back');
  const returnNote = note.trim().slice(0, 1000);
  if (returnNote === '') throw refused({ note: 'Describe what should change.' });
  await move(deps, actor, before, 'send_back', {
    ...{ state: 'draft', returnNote, approvedBy: null, approvedAt: null },
  });
}

/** By a second person, or by an owner, once every open item has an owner and a date. */
export async function approveReview(
  deps: DraftChange,
  actor: Actor,
  pageId: string,
  id: string,
): Promise<void> {
  const before = await inState(deps, actor, pageId, id, 'approve');
  const isOwn = before.submittedById === actor.id;
  if (isOwn && !can(actor, 'approval.override', { id: pageId }))
    throw new Problem('forbidden', 'You sent this for review. Ask somebody else to approve it.');
  const items = await itemsOfIncident(deps.db, before.incidentId);
  const faults = approvalFaults(
    before.values,
    items.map(({ item, ownerOnTeam }) => ({ ...item, hasLeft: ownerOnTeam === null })),
  );
  if (faults.length > 0) throw new Problem('invalid', `Not approved. ${named(faults)}`);
  const at = deps.clock();
  const record = await findIncident(deps.db, pageId, before.incidentId);
  const isPublic = record?.state === 'postmortem' && record.audience === 'public';
  await move(deps, actor, before, 'approve', {
    ...{ state: isPublic ? 'published' : 'approved', returnNote: '' },
    ...{ approvedBy: actor.name, approvedAt: at },
    ...(isPublic && { publishedBy: actor.name, publishedAt: at }),
  });
}

/** Published for the team alone: there is no text for customers. */
export async function closeReview(
  deps: DraftChange,
  actor: Actor,
  pageId: string,
  id: string,
): Promise<void> {
  const before = await inState(deps, actor, pageId, id, 'publish');
  const published = { publishedBy: actor.name, publishedAt: deps.clock() };
  await move(deps, actor, before, 'publish', { state: 'published', ...published });
}

async function inState(
  deps: DraftChange,
  actor: Actor,
  pageId: string,
  id: string,
  step: ReviewStep,
): Promise<Review> {
  const before = await requireReview(deps, actor, pageId, id);
  if (canStep(step, before.state)) return before;
  const state = reviewStateLabels[before.state].toLowerCase();
  throw new Problem('conflict', `This postmortem is ${state} by now. Reload the page.`);
}

const move = (
  deps: DraftChange,
  actor: Actor,
  before: Review,
  step: ReviewStep,
  changes: Partial<Review>,
): Promise<void> =>
  commitInternal(deps, auditOfReview(deps, actor, before, step, changes.state), [
    updateReview(deps.db, before.id, before.revision, changes),
    ...(isReviewDone(changes.state ?? before.state)
      ? [completeReviewObligation(deps, actor, before)]
      : []),
  ]);

/** The first ones; the page of the postmortem lists all of them. */
const named = (faults: readonly string[], most = 5): string =>
  [
    ...faults.slice(0, most),
    ...(faults.length > most ? [`And ${faults.length - most} more.`] : []),
  ].join(' ');
