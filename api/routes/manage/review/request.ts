import { z } from 'zod';
import type { ReviewText } from '../../../actions/review/write.ts';
import {
  ActionItemInput,
  actionItemKinds,
  actionItemStates,
} from '../../../domain/action-item/action-item.ts';
import {
  MAX_WHYS,
  PublicBody,
  ReviewInput,
  type ReviewValues,
  whyNumbers,
} from '../../../domain/review/fields.ts';
import { writeTimeline } from '../../../domain/review/timeline.ts';
import { dayOf } from '../../../domain/time/zone.ts';
import type { ShownItem } from '../../../reads/review/items.ts';
import {
  dateOrNull,
  emptyAsNull,
  instant,
  maybe,
  oneOf,
  parsed,
  textField,
} from '../request/fields.ts';

const texts = [
  'author',
  'summary',
  'users_affected',
  'revenue',
  'data_loss',
  'root_cause',
  'resolution_temporary',
  'resolution_permanent',
] as const;
const lists = ['contributing', 'went_well', 'went_poorly', 'lessons'] as const;

/** Absent stays as it is; null and empty take the text away. */
const Text = (field: string) => emptyAsNull(textField(field)).optional();

const List = (field: string) =>
  z
    .union([z.array(textField(field)), textField(field), z.null()], `${field} is a list of texts.`)
    .optional();

export const reviewBody = (zone: string) =>
  z.object({
    ...Object.fromEntries(texts.map((field) => [field, Text(field)])),
    ...Object.fromEntries(lists.map((field) => [field, List(field)])),
    minutes_down: emptyAsNull(z.coerce.number('minutes_down is a number.')).optional(),
    timeline: maybe(
      z.array(
        z.object({ at: instant('at', zone), text: textField('text') }),
        'timeline is a list of {at, text}.',
      ),
    ),
    whys: maybe(
      z
        .array(
          z.object({
            why: textField('why').default(''),
            because: textField('because').default(''),
            root: z.boolean('root is true or false.').default(false),
            after: maybe(z.number('after is the place of an earlier why, from 1.').int()),
          }),
          'whys is a list of {why, because, root, after}.',
        )
        .max(MAX_WHYS, 'whys can have at most 7 entries.'),
    ),
    public_body: Text('public_body'),
    revision: maybe(z.coerce.number('revision is a number.').int()),
  });

/** The fields that a request has, as the document keeps them. */
export function reviewIn(value: unknown, zone: string): ReviewText {
  const input = parsed(reviewBody(zone), value) as Record<string, unknown> &
    z.infer<ReturnType<typeof reviewBody>>;
  const values: Record<string, string> = {};
  for (const field of texts)
    if (input[field] !== undefined) values[field] = String(input[field] ?? '');
  for (const field of lists) {
    const given = input[field];
    if (given !== undefined)
      values[field] = Array.isArray(given) ? given.map(oneLine).join('\n') : String(given ?? '');
  }
  if (input.minutes_down !== undefined) values.minutes_down = String(input.minutes_down ?? '');
  if (input.timeline)
    values.timeline = writeTimeline(
      input.timeline.flatMap(({ at, text }) => (at === undefined ? [] : [{ at, text }])),
      zone,
    );
  if (input.whys) Object.assign(values, whysIn(input.whys));
  const read = parsed(ReviewInput, values) as ReviewValues; // every field that was sent is a text
  return {
    ...{ values: read, base: input.revision },
    publicBody:
      input.public_body === undefined ? undefined : parsed(PublicBody, input.public_body ?? ''),
  };
}

const oneLine = (text: unknown): string => String(text).replace(/\s+/g, ' ').trim();

/** The whole list: further whys are emptied. */
const whysIn = (
  given: readonly { why: string; because: string; root: boolean; after?: number | undefined }[],
): Record<string, string> => {
  const root = given.findIndex((one) => one.root);
  return {
    ...Object.fromEntries(
      whyNumbers.flatMap((n) => [
        [`why.${n}`, given[n - 1]?.why ?? ''],
        [`because.${n}`, given[n - 1]?.because ?? ''],
        [`after.${n}`, String(given[n - 1]?.after ?? '')],
      ]),
    ),
    root: root < 0 ? '' : String(root + 1),
  };
};

export const ItemFields = z.object({
  kind: maybe(oneOf('kind', actionItemKinds)),
  title: maybe(textField('title')),
  incident_id: emptyAsNull(textField('incident_id')).optional(),
  owner_id: emptyAsNull(textField('owner_id')).optional(),
  due_on: dateOrNull('due_on'),
  ticket_url: emptyAsNull(textField('ticket_url')).optional(),
  state: maybe(oneOf('state', actionItemStates)),
  reason: maybe(textField('reason')),
});

/** What a request changes, on top of the item as it is. */
export function itemIn(
  input: z.infer<typeof ItemFields>,
  zone: string,
  before?: ShownItem,
): ActionItemInput {
  const now = before && {
    ...{ kind: before.kind, title: before.title, ownerId: before.ownerId, state: before.state },
    due: before.dueAt === null ? null : dayOf(before.dueAt, zone),
    ...{ ticketUrl: before.ticketUrl, reason: before.reason },
  };
  const wanted = {
    ...{ kind: input.kind, title: input.title, ownerId: input.owner_id, due: input.due_on },
    ...{ state: input.state, reason: input.reason },
    ticketUrl: input.ticket_url === undefined ? undefined : (input.ticket_url ?? ''),
  };
  const given = Object.fromEntries(
    Object.entries(wanted).filter(([, value]) => value !== undefined),
  );
  return parsed(ActionItemInput, { title: '', ...now, ...given });
}
