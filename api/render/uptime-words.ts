import { durationWords } from '../domain/duration.ts';
import { type ComponentStatus, statusWords } from '../domain/status.ts';
import { troubles, type Weights } from '../domain/uptime.ts';
import type { Uptime, UptimeDay } from '../snapshot/snapshot.ts';

/** `Partial outage for 41 min, degraded performance for 2 h`; the worst first. */
export function dayInWords(day: UptimeDay, withDurations: boolean): string {
  const found = troubles.filter((status) => (day[status] ?? 0) > 0).toReversed();
  const told = withDurations
    ? found.map((status) => `${statusWords[status]} for ${durationWords(day[status] ?? 0)}`)
    : found.map((status) => statusWords[status]);
  const [first = statusWords.operational, ...rest] = told;
  return [first, ...rest.map((words) => `${words.charAt(0).toLowerCase()}${words.slice(1)}`)].join(
    ', ',
  );
}

/** The worst incidents of a day by name, and how many more there were: a busy day has dozens. */
export function namedOn(
  { incidents: names }: Uptime,
  { incidents = [] }: UptimeDay,
  most: number,
): { named: { id: string; name: string }[]; more: number } {
  const named = incidents.slice(0, most).map((id) => ({ id, name: names[id] ?? '' }));
  return { named, more: incidents.length - named.length };
}

/** `Card payments fail, Slow search and 24 more`. */
export function namesInWords(uptime: Uptime, day: UptimeDay, most: number): string {
  const { named, more } = namedOn(uptime, day, most);
  const words = named.map(({ name }) => name).join(', ');
  return more > 0 ? `${words} and ${more} more` : words;
}

/** What a minute in this status means for the uptime. */
export function weightInWords(status: ComponentStatus, weights: Weights): string {
  if (status === 'under_maintenance') return 'is taken out of the time that counts';
  const weight = status === 'operational' ? 0 : weights[status];
  if (weight === 100) return 'counts whole';
  return weight === 0 ? 'does not count' : `counts for ${weight} %`;
}
