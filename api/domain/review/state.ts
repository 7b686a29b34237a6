import { type Assignable, isUnassigned } from '../action-item/action-item.ts';
import { MIN_WHYS, type ReviewValues, whysOf } from './fields.ts';

export const reviewStates = ['draft', 'in_review', 'approved', 'published', 'not_needed'] as const;
export type ReviewState = (typeof reviewStates)[number];

export const reviewStateLabels: Record<ReviewState, string> = {
  draft: 'Draft',
  in_review: 'In review',
  approved: 'Approved',
  published: 'Published',
  not_needed: 'Not needed',
};

/** States in which nothing more is due. */
export const isReviewDone = (state: ReviewState | null): boolean =>
  state === 'approved' || state === 'published' || state === 'not_needed';

/** An approved text can be edited only after it was sent back. */
export const isWritable = (state: ReviewState): boolean =>
  state === 'draft' || state === 'in_review';

/** The states in which each step is possible. */
export const stepsFrom = {
  submit: ['draft'],
  approve: ['in_review'],
  send_back: ['in_review', 'approved'],
  publish: ['approved'],
  skip: ['draft', 'in_review'],
} as const satisfies Record<string, readonly ReviewState[]>;
export type ReviewStep = keyof typeof stepsFrom;

export const canStep = (step: ReviewStep, state: ReviewState): boolean =>
  (stepsFrom[step] as readonly ReviewState[]).includes(state);

/** Reasons against approval, as sentences. */
export function approvalFaults(
  values: ReviewValues,
  items: readonly (Assignable & { title: string })[],
): string[] {
  const unassigned = items.filter(isUnassigned);
  return [
    ...(values.summary ? [] : ['The summary is empty.']),
    ...(values.root_cause || values.root ? [] : ['No root cause is named.']),
    ...unassigned.map(
      ({ title, ownerName, dueAt, hasLeft }) =>
        `“${title}” has ${faultOf({ hasOwner: ownerName !== '', hasLeft, hasDate: dueAt !== null })}.`,
    ),
  ];
}

function faultOf(one: { hasOwner: boolean; hasLeft: boolean; hasDate: boolean }): string {
  if (one.hasOwner && one.hasLeft)
    return one.hasDate
      ? 'an owner who left the team'
      : 'an owner who left the team and no due date';
  if (!one.hasOwner) return one.hasDate ? 'no owner' : 'no owner and no due date';
  return 'no due date';
}

/** Advice that is shown with the document and blocks nothing. */
export const reviewAdvice = (values: ReviewValues): string[] => {
  const whys = whysOf(values).length;
  return whys > 0 && whys < MIN_WHYS
    ? [`Only ${whys} of at least ${MIN_WHYS} whys. Ask why once more.`]
    : [];
};
