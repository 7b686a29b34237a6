import type { Words } from '../../../site/locales/words.ts';
import type { ComponentStatus } from '../../domain/component/status.ts';
import { outageStatuses, type Weights } from '../../domain/component/uptime.ts';
import type { Uptime, UptimeDay } from '../../snapshot/snapshot-uptime.ts';

/** `Partial outage for 41 min, degraded performance for 2 h`, the worst first. */
export function describeDay(words: Words, day: UptimeDay, withDurations: boolean): string {
  const { say, duration, within } = words;
  const parts = outageStatuses
    .filter((trouble) => (day[trouble] ?? 0) > 0)
    .toReversed()
    .map((trouble) => {
      const status = say(`status.${trouble}`);
      if (!withDurations) return status;
      return say('uptime.statusFor', { status, duration: duration(day[trouble] ?? 0) });
    });
  const [first = say('status.operational'), ...rest] = parts;
  return words.series([first, ...rest.map(within)]);
}

/** Why a day with an outage leaves the uptime as it is; null where it does not. */
export function describeUncounted(words: Words, day: UptimeDay, weights: Weights): string | null {
  const statuses = outageStatuses.filter((status) => (day[status] ?? 0) > 0);
  const isCounted = statuses.some((one) => one !== 'under_maintenance' && weights[one] > 0);
  const worst = statuses.at(-1);
  return worst === undefined || isCounted
    ? null
    : words.say('formula.nothing', { status: words.say(`status.${worst}`) });
}

/** Names of the worst incidents of a day, and the number of others, since busy days have dozens. */
export function namedOn(
  { incidents: names }: Uptime,
  { incidents = [] }: UptimeDay,
  most: number,
): { named: { id: string; name: string }[]; more: number } {
  const named = incidents.slice(0, most).map((id) => ({ id, name: names[id] ?? '' }));
  return { named, more: incidents.length - named.length };
}

/** Why the record of a day was corrected: the author's reasons, and ours for moved updates. */
export const correctionNotes = (
  { say }: Words,
  { notes = [], retimed = false }: Pick<UptimeDay, 'notes' | 'retimed'>,
): string[] => (retimed ? [...notes, say('uptime.retimed')] : notes);

/** What a minute in this status means for uptime. */
export function describeWeight(
  { say, percent }: Words,
  counted: ComponentStatus,
  weights: Weights,
): string {
  const status = say(`status.${counted}`);
  if (counted === 'under_maintenance') return say('formula.excluded', { status });
  const weight = counted === 'operational' ? 0 : weights[counted];
  if (weight === 100) return say('formula.whole', { status });
  if (weight === 0) return say('formula.nothing', { status });
  return say('formula.part', { status, percent: percent(weight * 100) });
}

/** `99.90%`, rounded down, or `no data`. */
export const formatUptime = ({ say, percent }: Words, hundredths: number | null): string =>
  hundredths === null ? say('uptime.none') : percent(hundredths, 2);
