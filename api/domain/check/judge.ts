import { atPointer } from '../alert/mapping.ts';
import { DAY } from '../time/time.ts';
import type { CheckSettings } from './input.ts';
import { statusRangesIn } from './statuses.ts';

/** What one run found. `ms`: how long the answer took; null without one. */
export type CheckResult = { ok: boolean; ms: number | null; detail: string };

export type HttpAnswer = {
  status: number;
  body: string;
  /** UTC ms; null where the runtime doesn't tell. */
  certificateEnds: number | null;
};

/** Why an answer is not what the check expects, as a sentence; null where it is. Contains nothing of the body. */
export function httpProblem(
  { statuses, contains, pointer, equals, certificateDays }: CheckSettings['http'],
  { status, body, certificateEnds }: HttpAnswer,
  now: number,
): string | null {
  if (!statusRangesIn(statuses)?.some(([from, to]) => from <= status && status <= to))
    return status >= 300 && status < 400
      ? `It answered ${status}, a redirect, which isn’t followed.`
      : `It answered ${status}.`;
  if (contains !== '' && !body.includes(contains)) return 'The body doesn’t contain the text.';
  if (pointer !== '') {
    const value = atPointer(jsonOf(body), pointer);
    if (value === undefined) return `The body has no ${pointer}.`;
    if (equals !== '' && textOfValue(value) !== equals) return `${pointer} has another value.`;
  }
  if (certificateDays === 0 || certificateEnds === null) return null;
  const days = Math.floor((certificateEnds - now) / DAY);
  return days >= certificateDays
    ? null
    : `The certificate ends in ${days} ${days === 1 ? 'day' : 'days'}.`;
}

const textOfValue = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

/** Undefined for what is no JSON. */
function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Why an answer of the DNS is not what the check expects; null where it is. Names no address. */
export function dnsProblem(
  { record, contains }: CheckSettings['dns'],
  values: readonly string[] | null,
): string | null {
  if (values === null) return 'The DNS server didn’t answer.';
  if (values.length === 0) return `There is no ${record} record.`;
  const wanted = contains.toLowerCase();
  return wanted === '' || values.some((one) => one.toLowerCase().includes(wanted))
    ? null
    : `No ${record} record has the expected value.`;
}
