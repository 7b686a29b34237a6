import { uptimeOf, worstOf } from '../../../../api/domain/component/uptime.ts';
import type { Day } from '../../../../api/domain/time/days.ts';
import { type UptimeRecord, uptimeRecordOf } from '../../../../api/render/uptime/uptime.ts';
import type { Snapshot } from '../../../../api/snapshot/snapshot.ts';

/** The uptime of one line. Most lines have nothing but quiet days, drawn by a style. */
export type LineFigures = { share: number | null; record: UptimeRecord; isQuiet: boolean };

/** `ids`: a component, or the members of a group. */
export function lineFiguresOf(
  { uptime }: Snapshot,
  days: readonly Day[],
  ids: string[],
): LineFigures {
  const record = uptimeRecordOf(uptime, days, ids);
  const isWhole = record.begins === 0 && uptime.until > (days.at(-1)?.from ?? 0);
  return {
    share: uptimeOf(record.total, uptime.weights),
    record,
    isQuiet: isWhole && record.eventful.length === 0 && days.length === 90,
  };
}

/** All that a line shows of its figures: equal ones are drawn alike. */
export const shownOf = ({ share, record, isQuiet }: LineFigures): unknown =>
  isQuiet ? share : [share, record.begins, record.eventful.map((day) => [day.at, worstOf(day)])];
