import { z } from 'zod';
import { MAX_TEXT_LENGTH } from '../incident/incident.ts';
import { storable } from '../text/characters.ts';

/** Whom an internal update is for. */
export const internalAudiences = ['responders', 'executives'] as const;
export type InternalAudience = (typeof internalAudiences)[number];

const Answer = z
  .string()
  .overwrite(storable)
  .trim()
  .max(MAX_TEXT_LENGTH, 'An answer can have at most 25,000 characters.');

/** The stakeholder form. */
export const InternalUpdate = z.object({
  audience: z.enum(internalAudiences).default('responders'),
  currentState: Answer.min(1, 'Say what the current state is.'),
  whatWeKnow: Answer.default(''),
  whatWeAreDoing: Answer.default(''),
  impact: Answer.default(''),
  nextUpdateBy: z.number().int().nullable().default(null),
  /** Announces another interval, such as every 120 minutes in a long incident. */
  updatesEvery: z
    .number()
    .int()
    .min(5, 'Updates can come every 5 minutes at most.')
    .max(1440, 'Updates must come at least once a day.')
    .nullable()
    .default(null),
});
export type InternalUpdate = z.infer<typeof InternalUpdate>;

/** Fields of a public update's form that hold its internal part. */
export const internalFields = ['currentState', 'whatWeKnow', 'whatWeAreDoing', 'impact'] as const;

type FormValues = Readonly<Record<string, string | readonly string[]>>;

/** The internal part of a public update's form, not yet checked; null where nothing was written. */
export function internalPartOf(values: FormValues): Record<string, string> | null {
  const texts = internalFields.map((field) => [field, String(values[`internal.${field}`] ?? '')]);
  return texts.some(([, text]) => text?.trim()) ? Object.fromEntries(texts) : null;
}

/** What is wrong with the internal part of a public update's form, by field. */
export function errorsInInternalPart(values: FormValues): Record<string, string> {
  const part = internalPartOf(values);
  const { error } = part ? InternalUpdate.safeParse(part) : {};
  const errors = error?.issues ?? [];
  return Object.fromEntries(
    errors.map(({ path, message }) => [`internal.${String(path[0])}`, message]),
  );
}
