import { isDate, isNumber } from '../api/domain/template/message.ts';
import type { TemplateField } from '../api/domain/template/template.ts';
import { defaultLocale, type Locale } from '../api/domain/text/locale.ts';
import { valueWords } from './value-words.ts';

/** `locale` is the language of the text. */
export type Moment = { now: number; zone: string; locale?: Locale };

/**
 * An answer for Liquid: numbers can be compared, yes and no are booleans, others are text. Empty
 * answers are absent, since Liquid treats an empty string as true.
 */
export function answerAsValue(
  { type }: TemplateField,
  answer: string,
  { now, zone, locale = defaultLocale }: Moment,
): string | number | boolean | undefined {
  const words = valueWords(locale);
  const typed = answer.trim();
  if (!typed) return undefined;
  if (type === 'number' && isNumber(typed)) return Number(typed);
  if (type === 'yesno') return typed === 'yes';
  if (type === 'choices') return words.list(typed.split('\n'));
  if (type === 'duration' && /^\d+$/.test(typed)) return words.duration(Number(typed));
  if (type === 'date' && isDate(typed)) return words.date(typed, zone, now);
  if (type === 'instant' && !Number.isNaN(Date.parse(typed)))
    return words.instant(Date.parse(typed), zone, now);
  return typed;
}
