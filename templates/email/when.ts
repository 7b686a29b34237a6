import { dayOf } from '../../api/domain/zone.ts';

const written = (ms: number, timeZone: string, withDay: boolean): string =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
    ...(withDay ? { day: 'numeric', month: 'short', year: 'numeric' } : {}),
  }).format(ms);

/** `14:50 UTC`, with the day where it is another than that of `from`. */
export const untilTime = (ms: number, zone: string, from: number): string =>
  written(ms, zone, dayOf(ms, zone) !== dayOf(from, zone));

/** `20 Nov 2026, 14:50 UTC` */
export const dayAndTime = (ms: number, zone: string): string => written(ms, zone, true);
