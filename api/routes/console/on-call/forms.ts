import { z } from 'zod';
import { OverrideInput, RotationInput, ScheduleInput } from '../../../domain/on-call/input.ts';
import { MINUTES_A_DAY } from '../../../domain/on-call/restriction.ts';
import { LocalTime, Opened, parse, text, type Values } from '../../../http/form.ts';

export const readScheduleForm = (values: Values) =>
  parse(ScheduleInput.extend({ expectedRevision: Opened }), values);

/** As many ranges of hours as a rotation can have. */
const HOUR_ROWS = 20;

export const readRotationForm = (values: Values, zone: string) => {
  const times = parse(
    z.object({
      startsAt: LocalTime(values, 'startsAt', zone, 'Choose when the first shift starts.'),
    }),
    values,
  );
  const input = parse(
    RotationInput.safeExtend({ expectedRevision: Opened }),
    {
      ...{ name: text(values, 'name'), unit: text(values, 'unit'), every: text(values, 'every') },
      people: [values.people ?? []].flat().filter(Boolean),
      startsAt: times.startsAt,
      restrictions: restrictionsIn(values),
      expectedRevision: values.expectedRevision,
    },
    ([field, row]) =>
      field === 'restrictions' && row !== undefined ? `hours.${String(row)}` : String(field),
  );
  return input;
};

/** Rows without a day are empty. Hours that end before they begin end on the next day. */
function restrictionsIn(values: Values) {
  return Array.from({ length: HOUR_ROWS }, (_, row) => ({
    days: [values[`hours.${row}.days`] ?? []].flat().map(Number),
    start: minuteIn(text(values, `hours.${row}.start`)) ?? 0,
    end: minuteIn(text(values, `hours.${row}.end`)) ?? 0,
    extraDays: Math.max(
      0,
      Math.min(6, Math.floor(Number(text(values, `hours.${row}.extra`)) || 0)),
    ),
  }))
    .filter(({ days }) => days.length > 0)
    .map(({ days, start, end, extraDays }) => ({
      ...{ days, start },
      minutes:
        ((end - start + MINUTES_A_DAY) % MINUTES_A_DAY || MINUTES_A_DAY) +
        extraDays * MINUTES_A_DAY,
    }));
}

/** 1080 for `18:00`. */
const minuteIn = (typed: string): number | null => {
  const [, hours, minutes] = /^(\d\d):(\d\d)/.exec(typed) ?? [];
  return hours === undefined ? null : Number(hours) * 60 + Number(minutes);
};

export const readOverrideForm = (values: Values, zone: string): OverrideInput => {
  const times = parse(
    z.object({
      from: LocalTime(values, 'from', zone, 'Choose when it starts.'),
      until: LocalTime(values, 'until', zone, 'Choose when it ends.'),
    }),
    values,
  );
  const kind = text(values, 'kind') || 'replace';
  const replacedId = (kind === 'replace' && text(values, 'replacedId')) || null;
  return parse(OverrideInput, { ...times, kind, personId: text(values, 'personId'), replacedId });
};
