import { placeholdersIn } from './placeholders.ts';
import { NEXT_UPDATE, type TemplateField } from './template.ts';

/**
 * By field key. An instant is `2026-11-20T14:02:00.000Z`, a date `2026-11-20`, a duration a number of
 * minutes, several choices one a line, yes or no `yes` or `no`.
 */
export type Answers = Readonly<Record<string, string>>;

/** One sentence per invalid field; empty when all answers are valid. */
export function errorsOf(
  fields: readonly TemplateField[],
  answers: Answers,
): Record<string, string> {
  const errors = fields.map((field) => [field.key, errorIn(field, answers[field.key] ?? '')]);
  return Object.fromEntries(errors.filter(([, error]) => error !== null));
}

function errorIn(field: TemplateField, answer: string): string | null {
  if (!answer.trim()) {
    if (!field.required) return null;
    return field.type === 'components'
      ? 'Choose a status for at least one component.'
      : 'This field is required.';
  }
  const [leftOver] = placeholdersIn(answer);
  if (leftOver) return `Replace ${leftOver}.`;
  if (field.type === 'choice' && !field.options.includes(answer))
    return 'Choose one of the options.';
  if (field.type === 'choices' && !answer.split('\n').every((one) => field.options.includes(one)))
    return 'Choose from the options.';
  if (field.type === 'yesno' && !['yes', 'no'].includes(answer)) return 'Choose yes or no.';
  if (field.type === 'number' && !isNumber(answer)) return 'Enter a number, such as 1200 or 2.5.';
  if (field.type === 'link' && !isLink(answer))
    return 'Enter a full URL, such as https://example.com/help.';
  if (field.type === 'date' && !isDate(answer)) return 'Enter a date, such as 2026-11-20.';
  if (field.type === 'duration' && !(/^\d{1,5}$/.test(answer) && Number(answer) > 0))
    return 'Enter whole minutes, such as 45.';
  if (field.type === 'instant' && Number.isNaN(Date.parse(answer)))
    return 'Enter a date and time, such as 2026-11-20 14:02.';
  return null;
}

export const isNumber = (answer: string): boolean => /^-?\d{1,15}(\.\d{1,6})?$/.test(answer);

const isLink = (answer: string): boolean =>
  /^https?:\/\/[^\s<>()]+$/.test(answer) && answer.length <= 500 && URL.canParse(answer);

export const isDate = (answer: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(answer) &&
  new Date(`${answer}T00:00:00Z`).toJSON()?.startsWith(answer) === true;

/** Minutes: about ten weeks. */
const MAX_PROMISE = 99_999;

/** The promise in the answers: an instant, or null. */
export function promisedBy(answers: Answers, now: number): number | null {
  const minutes = Number(answers[NEXT_UPDATE]);
  const given = Number.isInteger(minutes) && minutes > 0 && minutes <= MAX_PROMISE;
  return given ? now + minutes * 60_000 : null;
}

/** Answers of earlier updates under the keys of this form, the newest first. */
export function carriedOver(
  fields: readonly TemplateField[],
  newestFirst: readonly { fields: Answers | null }[],
): Record<string, string> {
  const carried: Record<string, string> = {};
  for (const { key, type } of fields) {
    if (type === 'components') continue;
    const answer = newestFirst.map((update) => update.fields?.[key]).find(Boolean);
    if (answer) carried[key] = answer;
  }
  return carried;
}

/** The answers that are given and valid. */
export const validAnswers = (fields: readonly TemplateField[], answers: Answers): Answers => {
  const optional = fields.map((field) => ({ ...field, required: false }));
  const errors = errorsOf(optional, answers);
  const valid = fields.filter(({ key }) => answers[key]?.trim() && !errors[key]);
  return Object.fromEntries(valid.map(({ key }) => [key, answers[key] ?? '']));
};

/**
 * A message with a composed text put into it: in place of the one that was put there before, or at
 * its end. What was written by hand stays.
 */
export function withInserted(message: string, before: string, fresh: string): string {
  const [text, old] = [message, before].map((one) => one.replaceAll('\r\n', '\n').trim());
  if (!text || text === old) return fresh;
  if (old && text.includes(old)) return text.replace(old, () => fresh);
  return text.includes(fresh) ? text : `${text}\n\n${fresh}`;
}
