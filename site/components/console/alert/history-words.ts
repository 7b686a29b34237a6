import { DAY, HOUR, MINUTE } from '../../../../api/domain/time/time.ts';

/** A length to the minute, such as “12 min” or “1 h 5 min”. Absolute ms. */
function lengthOf(ms: number): string {
  if (ms < MINUTE) return 'less than a minute';
  const parts: [number, string][] = [
    [Math.floor(ms / DAY), 'd'],
    [Math.floor((ms % DAY) / HOUR), 'h'],
    [Math.floor((ms % HOUR) / MINUTE), 'min'],
  ];
  return parts
    .filter(([count]) => count > 0)
    .slice(0, 2)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
}

/** “12 min earlier”; a negative time is later. */
export const earlierWords = (ms: number): string =>
  `${lengthOf(Math.abs(ms))} ${ms < 0 ? 'later' : 'earlier'}`;

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
