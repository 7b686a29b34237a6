import { DAY, HOUR, MINUTE } from '../time/time.ts';
import { MAX_LEAD } from './automatic.ts';

/** The most reminders of one maintenance. */
export const MAX_LEADS = 10;

const units = [
  ['d', DAY / MINUTE, /^(\d{1,6})\s*(?:d|days?)$/i],
  ['h', HOUR / MINUTE, /^(\d{1,6})\s*(?:h|hours?)$/i],
  ['min', 1, /^(\d{1,6})\s*(?:m|min|mins|minutes?)$/i],
] as const;

/** Minutes from `7 d, 24 h, 30 min`, the longest first; or what is wrong. */
export function leadsIn(typed: string): number[] | { wrong: string } {
  const parts = typed.split(/[,;\n]/).map((part) => part.trim());
  const leads = new Set<number>();
  for (const part of parts.filter(Boolean)) {
    const lead = minutesIn(part);
    if (lead === null)
      return {
        wrong: `“${part.slice(0, 40)}” isn’t a duration. Use values such as 7 d, 24 h, 30 min.`,
      };
    if (lead < 1) return { wrong: `“${part}” is too short. Use at least 1 minute.` };
    if (lead > MAX_LEAD) return { wrong: `“${part}” is too long. Use at most four weeks.` };
    leads.add(lead);
  }
  if (leads.size > MAX_LEADS) return { wrong: `Choose at most ${MAX_LEADS} reminders.` };
  return [...leads].sort((a, b) => b - a);
}

function minutesIn(part: string): number | null {
  for (const [, size, pattern] of units) {
    const n = pattern.exec(part)?.[1];
    if (n !== undefined) return Number(n) * size;
  }
  return null;
}

/** The reverse of `leadsIn`: `7 d, 24 h, 90 min`. A day is written in hours. */
export const leadsAsTyped = (leads: readonly number[]): string =>
  leads
    .map((lead) => {
      const [unit, size] = units.find(([, of], i) => lead % of === 0 && (i > 0 || lead > of)) ?? [
        'min',
        1,
      ];
      return `${lead / size} ${unit}`;
    })
    .join(', ');

/** Reminders that can still be sent before the start. */
export const upcomingLeads = (leads: readonly number[], from: number, now: number): number[] =>
  leads.filter((lead) => from - lead * MINUTE > now);
