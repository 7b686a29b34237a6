import { isDate, isNumber } from '../api/domain/message.ts';
import { listWords } from '../api/domain/sentence.ts';
import type { TemplateField } from '../api/domain/template.ts';
import { dateInWords, durationInWords, instantInWords } from './words.ts';

export type Moment = { now: number; zone: string };

/**
 * An answer as Liquid sees it: a number can be compared, yes and no are true and false, all others are
 * words. One left empty is absent: Liquid takes an empty string for true.
 */
export function answerAsValue(
  { type }: TemplateField,
  answer: string,
  { now, zone }: Moment,
): string | number | boolean | undefined {
  const typed = answer.trim();
  if (!typed) return undefined;
  if (type === 'number' && isNumber(typed)) return Number(typed);
  if (type === 'yesno') return typed === 'yes';
  if (type === 'choices') return listWords(typed.split('\n'), Number.POSITIVE_INFINITY);
  if (type === 'duration' && /^\d+$/.test(typed)) return durationInWords(Number(typed));
  if (type === 'date' && isDate(typed)) return dateInWords(typed, zone, now);
  if (type === 'instant' && !Number.isNaN(Date.parse(typed)))
    return instantInWords(Date.parse(typed), zone, now);
  return typed;
}
