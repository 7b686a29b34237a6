import { z } from 'zod';
import { singleLine } from '../text/single-line.ts';

/** A temporary fix is to be removed; an action is to be done. */
export const actionItemKinds = ['action', 'temporary_fix'] as const;
export type ActionItemKind = (typeof actionItemKinds)[number];

export const actionItemKindLabels: Record<ActionItemKind, string> = {
  action: 'Action',
  temporary_fix: 'Temporary fix',
};

export const actionItemStates = ['open', 'doing', 'done', 'dropped'] as const;
export type ActionItemState = (typeof actionItemStates)[number];

export const actionItemStateLabels: Record<ActionItemState, string> = {
  open: 'Open',
  doing: 'In progress',
  done: 'Done',
  dropped: 'Dropped',
};

export const isOpenItem = (state: ActionItemState): boolean =>
  state === 'open' || state === 'doing';

export type Assignable = {
  state: ActionItemState;
  ownerName: string;
  /** True when the owner is not on the team any more. */
  hasLeft: boolean;
  dueAt: number | null;
};

/** Open, and without an owner on the team or without a date: its postmortem cannot be approved. */
export const isUnassigned = ({ state, ownerName, hasLeft, dueAt }: Assignable): boolean =>
  isOpenItem(state) && (ownerName === '' || hasLeft || dueAt === null);

export const isOverdue = (
  { state, dueAt }: { state: ActionItemState; dueAt: number | null },
  now: number,
): boolean => isOpenItem(state) && dueAt !== null && dueAt < now;

export const TicketUrl = z.union(
  [
    z.literal(''),
    z
      .url({ protocol: /^https?$/, error: 'Enter a link that starts with https://.' })
      .max(2000, 'A link can have at most 2,000 characters.'),
  ],
  'Enter a link that starts with https://.',
);

/** What a person says about an item. The due day is a date, such as 2026-12-24. */
export const ActionItemInput = z
  .object({
    kind: z.enum(actionItemKinds, 'Choose action or temporary_fix.').default('action'),
    title: singleLine(300, 'An action item can have at most 300 characters.').min(
      1,
      'Say what is to be done.',
    ),
    ownerId: z.string().nullable().default(null),
    due: z
      .string()
      .regex(/^\d{4}-\d\d-\d\d$/, 'Enter a date, such as 2026-12-24.')
      .nullable()
      .default(null),
    ticketUrl: TicketUrl.default(''),
    state: z.enum(actionItemStates, 'Choose open, doing, done or dropped.').default('open'),
    reason: singleLine(500, 'A reason can have at most 500 characters.').default(''),
  })
  .refine(({ state, reason }) => state !== 'dropped' || reason !== '', {
    path: ['reason'],
    message: 'Say why it is dropped.',
  });
export type ActionItemInput = z.infer<typeof ActionItemInput>;
