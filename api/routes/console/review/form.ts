import { ActionItemInput } from '../../../domain/action-item/action-item.ts';
import {
  PublicBody,
  ReviewInput,
  type ReviewValues,
  reviewFields,
} from '../../../domain/review/fields.ts';
import { Opened, parse, text, type Values } from '../../../http/form.ts';

/** Fields that the form has; others stay as they are stored. */
export function readReviewForm(values: Values): {
  values: ReviewValues;
  publicBody: string | undefined;
  base: number | undefined;
} {
  const sent = Object.fromEntries(
    reviewFields.filter((field) => field in values).map((field) => [field, text(values, field)]),
  );
  const read = parse(ReviewInput, sent, ([field = '']) => String(field));
  return {
    values: read as ReviewValues, // every field that was sent is a text
    publicBody:
      'publicBody' in values
        ? parse(PublicBody, text(values, 'publicBody'), () => 'publicBody')
        : undefined,
    base: parse(Opened, values.base || undefined),
  };
}

export const readItemForm = (values: Values): ActionItemInput =>
  parse(ActionItemInput, {
    kind: text(values, 'kind') || undefined,
    title: text(values, 'title'),
    ownerId: text(values, 'ownerId') || null,
    due: text(values, 'due') || null,
    ticketUrl: text(values, 'ticketUrl'),
    state: text(values, 'state') || undefined,
    reason: text(values, 'reason'),
  });
