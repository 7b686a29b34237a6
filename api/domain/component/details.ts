import { z } from 'zod';
import { storable } from '../text/characters.ts';

export const MAX_DESCRIPTION_LENGTH = 1000;

const Description = z
  .string()
  .overwrite(storable)
  .trim()
  .max(MAX_DESCRIPTION_LENGTH, 'A description can have at most 1,000 characters.')
  .transform((text) => text || null);

const StartDate = z.iso
  .date('Enter a date such as 2026-11-20.')
  .refine((date) => date >= '1990-01-01', 'Enter a date from 1990-01-01 on.');

/**
 * The fields of a component besides its name, place and status. All of them are public. Requests,
 * /api/docs, the answers of the manage API and the snapshot follow this list; `meta` is for the docs.
 */
export const ComponentDetails = z.object({
  description: Description.nullable()
    .default(null)
    .meta({ description: 'A short explanation for customers.' }),
  showcase: z.boolean().default(true),
  onlyShowIfDegraded: z
    .boolean()
    .default(false)
    .meta({ description: 'Show only while not operational.' }),
  startDate: StartDate.nullable()
    .default(null)
    .meta({ description: 'Start date for uptime, such as 2026-11-20.' }),
});
export type ComponentDetails = z.output<typeof ComponentDetails>;

type Shape = typeof ComponentDetails.shape;
const names = Object.keys(ComponentDetails.shape) as (keyof Shape)[];

/** In a change, where an absent field stays as it is. */
export const ComponentDetailsPatch = z.object(
  Object.fromEntries(
    names.map((name) => [name, ComponentDetails.shape[name].unwrap().optional()]),
  ) as { [Name in keyof Shape]: z.ZodOptional<ReturnType<Shape[Name]['unwrap']>> },
);

export const detailsOf = (row: ComponentDetails): ComponentDetails =>
  Object.fromEntries(names.map((name) => [name, row[name]])) as ComponentDetails; // all of them

type Snake<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `_${Lowercase<First>}`}${Snake<Rest>}`
  : Name;
/** As the APIs write it, such as `start_date`. */
export type ApiName = Snake<keyof Shape>;
/** Those that are a check box in a form. */
export type FlagName = {
  [Name in keyof ComponentDetails]: ComponentDetails[Name] extends boolean ? Name : never;
}[keyof ComponentDetails];
type DetailKind = 'flag' | 'date' | 'text';

/** Each field under both its names, with what a form or a request has to read. */
export const detailFields = names.map((name) => ({
  name,
  apiName: name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) as ApiName,
  kind: kindOf(ComponentDetails.shape[name].unwrap()),
  about: ComponentDetails.shape[name].meta()?.description,
}));

type DetailText = {
  [Name in keyof ComponentDetails]: ComponentDetails[Name] extends string | null ? Name : never;
}[keyof ComponentDetails];
type TextName = 'name' | Exclude<DetailText, 'startDate'>;

/** What readers see of a component as text: preflight checks each. */
export const textFields = [
  'name',
  ...detailFields.flatMap(({ name, kind }) => (kind === 'text' ? name : [])),
] as TextName[]; // the kinds say which

export const textsOf = (row: { [Name in TextName]?: string | null }) =>
  Object.fromEntries(textFields.map((name) => [name, row[name]]));

function kindOf(field: z.ZodType): DetailKind {
  const value = field instanceof z.ZodNullable ? field.unwrap() : field;
  if (value instanceof z.ZodBoolean) return 'flag';
  return value instanceof z.ZodISODate ? 'date' : 'text';
}
