import { z } from 'zod';
import { actionItemKinds, actionItemStates } from '../../domain/action-item/action-item.ts';
import { reviewStates } from '../../domain/review/state.ts';
import { describedText, nullableText } from './text.ts';

const lines = (description: string) => z.array(z.string()).optional().meta({ description });
const listed = ['due', ...reviewStates] as const;

export const ReviewQuery = z.object({
  state: describedText(`One of ${listed.join(', ')}.`),
  incident_id: describedText('Only of this incident.'),
  page: describedText('Page number, starting at 1.'),
  limit: describedText('Postmortems per page, at most 100.'),
});

export const ReviewLines = z.array(
  z.looseObject({
    id: z.string().nullable().meta({ description: 'null where none was begun.' }),
    incident_id: z.string(),
    incident_name: z.string(),
    severity: z.string().nullable(),
    state: z.enum(listed).meta({ description: '“due”: asked for, and not begun.' }),
    due_at: z.string().nullable(),
    overdue: z.boolean(),
  }),
);

export const NewReview = z.object({ review: z.looseObject({ incident_id: z.string() }) });
export const ReviewNotNeeded = z.object({
  review: z.looseObject({ incident_id: z.string(), reason: z.string() }),
});
export const ReviewReturn = z.object({ review: z.looseObject({ note: z.string() }) });

export const ReviewChange = z.object({
  review: z.looseObject({
    author: nullableText('Its author.'),
    summary: nullableText('One paragraph.'),
    users_affected: nullableText('A number or a share.'),
    minutes_down: z.number().int().nullish(),
    revenue: nullableText('Impact on revenue.'),
    data_loss: nullableText('Data that was lost.'),
    timeline: z
      .array(z.looseObject({ at: z.string(), text: z.string() }))
      .optional()
      .meta({ description: 'In any order: it is sorted.' }),
    root_cause: nullableText('What in the system made it possible.'),
    whys: z
      .array(
        z.looseObject({
          ...{ why: z.string(), because: z.string(), root: z.boolean().optional() },
          after: z.number().int().nullish().meta({
            description: 'Place, from 1, of the earlier why whose answer it asks about.',
          }),
        }),
      )
      .max(7)
      .optional(),
    contributing: lines('Contributing factors.'),
    resolution_temporary: nullableText('What stopped the impact.'),
    resolution_permanent: nullableText('What fixed it for good.'),
    went_well: lines('What went well.'),
    went_poorly: lines('What went poorly.'),
    lessons: lines('Lessons learned.'),
    public_body: nullableText(
      'The text for customers, published by an update with the status “postmortem”.',
    ),
    revision: z
      .number()
      .int()
      .optional()
      .meta({ description: 'The revision you read: changes by others since then are merged.' }),
  }),
});

export const ActionItemRead = z.looseObject({
  id: z.string(),
  incident_id: z.string().nullable(),
  kind: z.enum(actionItemKinds),
  title: z.string(),
  owner: z
    .looseObject({ id: z.string().nullable(), name: z.string(), is_member: z.boolean() })
    .nullable(),
  due_on: z.string().nullable(),
  overdue: z.boolean(),
  ticket_url: z.string().nullable(),
  state: z.enum(actionItemStates),
  reason: z.string().nullable(),
  finding: z.string().nullable().meta({ description: 'What is wrong with its wording.' }),
});
export const ActionItemsRead = z.array(ActionItemRead);

export const ReviewRead = z.looseObject({
  id: z.string(),
  incident_id: z.string(),
  state: z.enum(reviewStates),
  date: z.string(),
  severity: z.string().nullable(),
  commander: z.string().nullable(),
  author: z.string().nullable(),
  summary: z.string().nullable(),
  timeline: z.array(z.object({ at: z.string(), text: z.string() })),
  whys: z.array(z.object({ why: z.string(), because: z.string(), root: z.boolean() })),
  action_items: z.array(ActionItemRead),
  missing: z.array(z.string()).meta({ description: 'What stands in the way of approval.' }),
  findings: z.array(z.object({ field: z.string(), found: z.string(), rewrite: z.string() })),
  due_at: z.string().nullable(),
  revision: z.number().int(),
});

export const ActionItemQuery = z.object({
  show: describedText('One of open, mine, overdue, unassigned, temporary, closed, all.'),
  state: describedText(`One of ${actionItemStates.join(', ')}.`),
  kind: describedText(`One of ${actionItemKinds.join(', ')}.`),
  incident_id: describedText('Only of this incident.'),
  page: describedText('Page number, starting at 1.'),
  limit: describedText('Items per page, at most 100.'),
});

export const ActionItemBody = z.object({
  action_item: z.looseObject({
    title: describedText('Required for a new item.'),
    kind: z.enum(actionItemKinds).optional(),
    incident_id: nullableText('The incident that it follows from; only for a new item.'),
    owner_id: nullableText('ID of a member.'),
    due_on: nullableText('A date, such as 2026-12-24.'),
    ticket_url: nullableText('Where it is tracked.'),
    state: z.enum(actionItemStates).optional(),
    reason: describedText('Required where it is dropped.'),
  }),
});
