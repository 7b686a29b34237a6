import { z } from 'zod';
import { type CountingPage, countingOf } from '../obligation/deadline.ts';
import { type SeverityScale, severityScaleOf } from '../response/severity.ts';
import { DAY, HOUR, MINUTE } from '../time/time.ts';

/** The most severe levels need a postmortem within two days, unless the page says otherwise. */
const HIGH_LEVELS = 2;
const STANDARD_HOURS = 48;
export const MAX_DUE = 90 * DAY;

export const DueHours = z
  .number('Enter whole hours, or leave empty.')
  .int('Enter whole hours, or leave empty.')
  .min(1, 'Enter at least 1 hour, or leave empty.')
  .max(MAX_DUE / HOUR, 'Enter at most 2160 hours (90 days).')
  .nullable();

export type DueRules = { scale: SeverityScale; hours: Readonly<Record<string, number | null>> };

/** Hours from the end of an incident until its postmortem is due; null where none is required. */
export function reviewHours({ scale, hours }: DueRules, severity: string | null): number | null {
  const rank = scale.findIndex(({ key }) => key === severity);
  if (rank < 0 || severity === null) return null;
  const own = hours[severity];
  return own === undefined ? (rank < HIGH_LEVELS ? STANDARD_HOURS : null) : own;
}

type OfPage = { page: CountingPage; hours: DueRules['hours'] | null | undefined };

/** When the postmortem of an incident is due, in business hours where its severity counts them. */
export function reviewDueAt(
  { page, hours }: OfPage,
  { severity, resolvedAt }: { severity: string | null; resolvedAt: number | null },
): number | null {
  const within = reviewHours({ scale: severityScaleOf(page), hours: hours ?? {} }, severity);
  if (within === null || resolvedAt === null) return null;
  return countingOf(page, severity)(resolvedAt, (within * HOUR) / MINUTE);
}
