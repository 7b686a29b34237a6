import { MINUTE } from '../time/time.ts';

/** What was answered, by the key of the template's question. */
type Answers = Readonly<Record<string, string>>;

/** Under these keys a template asks when it began, and when it ended. */
const BEGINNINGS = ['since', 'start'];
const END = 'end';
/** Clocks differ, and an answer is given in whole minutes. */
const ALLOWANCE = 5 * MINUTE;

const instantOf = (answers: Answers, key: string): number | null => {
  const at = Date.parse(answers[key] ?? '');
  return Number.isNaN(at) ? null : at;
};

/** When it began, as the answers say; null where they do not say it. */
export const beganAt = (answers: Answers): number | null =>
  BEGINNINGS.map((key) => instantOf(answers, key)).find((at) => at !== null) ?? null;

/** When it ended, as the answers say; null where they do not say it. */
export const endedAt = (answers: Answers): number | null => instantOf(answers, END);

/** What has begun or ended did so before now, and in this order. By field key. */
export function timeFaults(answers: Answers, now: number): Record<string, string> {
  const isAhead = (key: string) => (instantOf(answers, key) ?? now) > now + ALLOWANCE;
  const faults = BEGINNINGS.filter(isAhead).map((key) => [
    key,
    'This is in the future. Give the time at which it began.',
  ]);
  const [began, ended] = [beganAt(answers), instantOf(answers, END)];
  if (isAhead(END)) faults.push([END, 'This is in the future. Give the time at which it ended.']);
  else if (began !== null && ended !== null && ended < began)
    faults.push([END, 'It ended before it began. Correct one of the two times.']);
  return Object.fromEntries(faults);
}
