import { MINUTE } from '../time/time.ts';

/** Answers by the key of the template's question. */
type Answers = Readonly<Record<string, string>>;

/** Keys under which templates ask for the start and the end. */
const BEGINNINGS = ['since', 'start'];
const END = 'end';
/** True for a question whose answer sets the start or the end of the incident. */
export const isTimeKey = (key: string): boolean => key === END || BEGINNINGS.includes(key);

/** Clocks differ, and answers are in minutes. */
const ALLOWANCE = 5 * MINUTE;

const instantOf = (answers: Answers, key: string): number | null => {
  const at = Date.parse(answers[key] ?? '');
  return Number.isNaN(at) ? null : at;
};

/** When it began, from the answers; null if they do not say. */
export const beganAt = (answers: Answers): number | null =>
  BEGINNINGS.map((key) => instantOf(answers, key)).find((at) => at !== null) ?? null;

/** When it ended, from the answers; null if they do not say. */
export const endedAt = (answers: Answers): number | null => instantOf(answers, END);

/** Errors by field: start and end must be in the past, and in this order. */
export function timeErrors(answers: Answers, now: number): Record<string, string> {
  const isFuture = (key: string) => (instantOf(answers, key) ?? now) > now + ALLOWANCE;
  const errors = BEGINNINGS.filter(isFuture).map((key) => [
    key,
    'This is in the future. Enter the time it started.',
  ]);
  const [began, ended] = [beganAt(answers), instantOf(answers, END)];
  if (isFuture(END)) errors.push([END, 'This is in the future. Enter the time it ended.']);
  else if (began !== null && ended !== null && ended < began)
    errors.push([END, 'The end is before the start. Correct one of the two times.']);
  return Object.fromEntries(errors);
}
