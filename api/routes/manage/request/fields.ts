import { z } from 'zod';
import { Problem } from '../../../core/problem.ts';
import { readTimeOrError, readWrittenTime } from '../../../domain/time/written-time.ts';

/** Field types for JSON and forms. Each error names its field. */
export const textField = (field: string) => z.string(`${field} is a text.`);

export const flag = (field: string) =>
  z.preprocess(
    (value) => (typeof value === 'number' ? String(value) : value),
    z.union(
      [z.boolean(), z.stringbool({ truthy: ['true', '1'], falsy: ['false', '0', ''] })],
      `${field} is true or false.`,
    ),
  );

export const oneOf = <const T extends readonly string[]>(field: string, values: T) =>
  z.enum(values, `${field} is one of ${values.join(', ')}.`);

export const idList = (field: string) =>
  z.array(z.string(`${field} holds ids.`), `${field} is a list of ids.`);

const Written = (refusal: string) => z.union([z.string(), z.number()], refusal);

const localSentence = {
  twice: (zone: string) => `The clocks go back then, and this time occurs twice in ${zone}.`,
  never: (zone: string) => `The clocks go forward then, and this time does not exist in ${zone}.`,
};

/** UTC ms; undefined for a zero time. Times without an offset are in the page's zone. */
export const instant = (field: string, zone: string) =>
  Written(`${field} is a time such as 2026-11-20T10:05:00Z.`).transform((value, ctx) => {
    const time = readTimeOrError(value, zone);
    if (time === 'unset' || value === '') return undefined;
    if (typeof time === 'object' && time) return time.at;
    const message =
      time === 'twice' || time === 'never'
        ? `${field}: ${localSentence[time](zone)} Give an offset, such as 2026-11-20T10:05:00+01:00.`
        : `${field} is a time such as 2026-11-20T10:05:00Z.`;
    ctx.addIssue({ code: 'custom', message });
    return z.NEVER;
  });

/** `2026-11-20`, also from a time on that day; null for none, undefined for a zero time. */
export const dateOrNull = (field: string) => {
  const refusal = `${field} is a date such as 2026-11-20.`;
  return z
    .union([z.string(), z.number(), z.null()], refusal)
    .optional()
    .transform((value, ctx) => {
      if (value === undefined) return undefined;
      if (value === null || value === '' || value === 'null') return null;
      const time = readWrittenTime(value, 'UTC');
      if (time === 'unset') return undefined;
      if (time) return time.day;
      ctx.addIssue({ code: 'custom', message: refusal });
      return z.NEVER;
    });
};

/** Absent, null and empty all mean none. */
export const emptyAsNull = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' || value === 'null' ? null : value), schema.nullable());

/** Null counts as absent. */
export const maybe = <T extends z.ZodType>(schema: T) =>
  schema.nullish().transform((value) => value ?? undefined);

/** Parameters that exclude each other: 400 in Statuspage’s API. */
export const contradiction = (sentence: string): Problem => new Problem('malformed', sentence);

/** The parsed value, or an error with one sentence per invalid field. */
export function parsed<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const errors = result.error.issues.map((issue) => [issue.path.join('.'), issue.message] as const);
  throw new Problem('invalid', errors[0]?.[1] ?? 'That is not valid.', Object.fromEntries(errors));
}
