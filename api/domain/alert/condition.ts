import { z } from 'zod';
import { storable } from '../text/characters.ts';

export const conditionFields = [
  'source',
  'title',
  'severity',
  'group',
  'label',
  'annotation',
] as const;
export const conditionOperators = ['equals', 'contains', 'glob', 'in'] as const;

const line = (max: number, message: string) =>
  z
    .string()
    .overwrite((text) => storable(text).replace(/\s+/g, ' ').trim())
    .max(max, message);

/** One test of an alert. Letters match in either case. There are no regular expressions, since some take forever. */
export const AlertCondition = z
  .object({
    field: z.enum(conditionFields, `Choose one of ${conditionFields.join(', ')}.`),
    /** Of a label or an annotation. */
    name: line(100, 'A name can have at most 100 characters.').default(''),
    op: z.enum(conditionOperators, `Choose one of ${conditionOperators.join(', ')}.`),
    /** Of `in`, values between commas; of `glob`, `*` is any text and `?` any character. */
    value: line(300, 'A value can have at most 300 characters.').min(1, 'Enter a value.'),
  })
  .refine(({ field, name }) => (field !== 'label' && field !== 'annotation') || name !== '', {
    path: ['name'],
    message: 'Enter the name of the label, such as “service”.',
  });
export type AlertCondition = z.infer<typeof AlertCondition>;

/** What conditions and texts of rules know about an alert. */
export type AlertTexts = {
  source: { id: string; name: string };
  title: string;
  severity: string;
  groupKey: string;
  labels: Readonly<Record<string, string>>;
  annotations: Readonly<Record<string, string>>;
};

/** All of them hold. */
export const matchesAlert = (conditions: readonly AlertCondition[], alert: AlertTexts): boolean =>
  conditions.length > 0 && conditions.every((one) => holds(one, alert));

/** True where no alert fails it, whatever the alert says. */
export const isAlwaysTrue = ({ op, value }: AlertCondition): boolean =>
  op === 'glob' && /^\*+$/.test(value);

function holds({ field, name, op, value }: AlertCondition, alert: AlertTexts): boolean {
  const wanted = value.toLowerCase();
  const texts = textsFor(field, name, alert).map((text) => text.toLowerCase());
  return texts.some((text) => compare[op](text, wanted));
}

const compare: Record<AlertCondition['op'], (text: string, wanted: string) => boolean> = {
  equals: (text, wanted) => text === wanted,
  contains: (text, wanted) => text.includes(wanted),
  in: (text, wanted) => wanted.split(',').some((one) => one.trim() === text),
  glob: matchesGlob,
};

/** None where the alert has no such label, so that no condition about it holds. */
function textsFor(field: AlertCondition['field'], name: string, alert: AlertTexts): string[] {
  if (field === 'source') return [alert.source.name, alert.source.id];
  if (field === 'label' || field === 'annotation') {
    const values = field === 'label' ? alert.labels : alert.annotations;
    return Object.hasOwn(values, name) ? [values[name] ?? ''] : [];
  }
  return [field === 'group' ? alert.groupKey : alert[field]];
}

/** In at most text × pattern steps: on a mismatch, only the last `*` takes one more character. */
export function matchesGlob(text: string, pattern: string): boolean {
  let [at, place, star, from] = [0, 0, -1, 0];
  while (at < text.length) {
    if (pattern[place] === '*') {
      star = place++;
      from = at;
    } else if (place < pattern.length && (pattern[place] === '?' || pattern[place] === text[at])) {
      at++;
      place++;
    } else if (star >= 0) {
      place = star + 1;
      at = ++from;
    } else return false;
  }
  while (pattern[place] === '*') place++;
  return place === pattern.length;
}
