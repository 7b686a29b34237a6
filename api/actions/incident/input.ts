import { z } from 'zod';
import { Impact } from '../../domain/component/impact.ts';
import { ComponentStatus } from '../../domain/component/status.ts';
import {
  Audience,
  type IncidentKind,
  MAX_TEXT_LENGTH,
  State,
} from '../../domain/incident/incident.ts';
import { MAX_LEAD } from '../../domain/maintenance/automatic.ts';
import { leadsIn, MAX_LEADS } from '../../domain/maintenance/leads.ts';
import { storable } from '../../domain/text/characters.ts';
import { locales } from '../../domain/text/locale.ts';
import { visible } from '../../domain/text/visible.ts';

export const MAX_TITLE_LENGTH = 255;
export const titleOf = (kind: IncidentKind) =>
  z
    .string()
    .overwrite(visible)
    .min(1, `Enter a title for the ${kind}.`)
    .max(MAX_TITLE_LENGTH, 'A title can have at most 255 characters.');
const Name = titleOf('incident');
export const TEXT_TOO_LONG = 'A message can have at most 25,000 characters.';
const Body = z.string().overwrite(storable).max(MAX_TEXT_LENGTH, TEXT_TOO_LONG);

/** Minutes before the start, the longest first. */
export const Leads = z
  .array(
    z
      .number('Enter numbers of minutes.')
      .int('Enter whole minutes.')
      .min(1, 'Each must be at least 1 minute.')
      .max(MAX_LEAD, 'Each can be at most 40,320 minutes (four weeks).'),
    'Enter a list of minutes, such as [10080, 60].',
  )
  .max(MAX_LEADS, `Choose at most ${MAX_LEADS} reminders.`)
  .transform((leads) => [...new Set(leads)].sort((a, b) => b - a));

/** The same as typed in a form: `7 d, 24 h`. */
export const TypedLeads = z.string().transform((typed, issues) => {
  const read = leadsIn(typed);
  if (Array.isArray(read)) return read;
  issues.addIssue({ code: 'custom', message: read.wrong });
  return z.NEVER;
});

/** Why a text is published although preflight stops it. */
export const Override = z
  .string()
  .trim()
  .max(500, 'A reason can have at most 500 characters.')
  .transform((reason) => reason || null)
  .nullable()
  .default(null);

/** Required in forms. A script may omit the text, and the product then names the new state. */
export const WrittenBody = Body.trim().min(1, 'Enter a message.');

/** The language of title and text; the page's own if absent. */
const Written = z
  .enum(locales, `Language must be one of ${locales.join(', ')}.`)
  .nullable()
  .default(null);

/** Title and text in other languages. An empty value removes a translation. */
const TranslationsInput = z
  .partialRecord(
    z.enum(locales, `Language must be one of ${locales.join(', ')}.`),
    z.object({
      name: z
        .string()
        .overwrite(visible)
        .max(255, 'A title can have at most 255 characters.')
        .optional(),
      body: Body.trim().optional(),
    }),
  )
  .default({});

/** Input of the form for a new incident and of `POST /v1/…/incidents`. Instants in UTC ms. */
export const NewIncident = z.object({
  /** Public where absent. */
  audience: Audience.optional(),
  name: Name,
  state: State,
  body: Body.trim().default(''),
  locale: Written,
  translations: TranslationsInput,
  /** Component id → its new status. */
  components: z.record(z.string(), ComponentStatus).default({}),
  /** Affected components without a change of status. The keys of `components` are always affected. */
  componentIds: z.array(z.string()).default([]),
  impactOverride: Impact.nullable().default(null),
  nextUpdateBy: z.number().int().nullable().default(null),
  deliverNotifications: z.boolean().default(true),
  scheduledFor: z.number().int().nullable().default(null),
  scheduledUntil: z.number().int().nullable().default(null),
  automation: z.record(z.string(), z.boolean()).nullable().default(null),
  zone: z.string().nullable().default(null),
  remindBefore: Leads.default([]),
  verifyBefore: z.number().int().positive().nullable().default(null),
  seriesId: z.string().nullable().default(null),
  /** In a series, the start that the rule gives, before any change by hand. */
  occurrenceAt: z.number().int().nullable().default(null),
  metadata: z.record(z.string(), z.unknown()).default({}),
  /** When it began, if it is reported late. */
  since: z.number().int().nullable().default(null),
  /** When it ended; for an update that closes the incident. */
  endedAt: z.number().int().nullable().default(null),
  /** For a backfilled incident: its start, and the time its first update shows. */
  startedAt: z.number().int().nullable().default(null),
  templateId: z.string().nullable().default(null),
  templateVersion: z.number().int().nullish(),
  fields: z.record(z.string(), z.string()).nullable().default(null),
  /** Name of a severity level of the page; internal. */
  severity: z.string().nullable().default(null),
  override: Override,
  /** Why an owner publishes without the approval that the severity requires. */
  approvalOverride: Override,
});
export type NewIncident = z.infer<typeof NewIncident>;

/** The next update of an incident, or an edit of the incident itself. Absent fields keep their value. */
export const IncidentPatch = z.object({
  /** “public” makes an internal incident public, with this update as its first public one. */
  audience: Audience.optional(),
  /** Name of a severity level of the page; internal. */
  severity: z.string().nullable().optional(),
  name: Name.optional(),
  state: State.optional(),
  body: Body.optional(),
  locale: Written,
  translations: TranslationsInput,
  components: z.record(z.string(), ComponentStatus).optional(),
  /** Replaces the affected components. */
  componentIds: z.array(z.string()).optional(),
  impactOverride: Impact.nullable().optional(),
  nextUpdateBy: z.number().int().nullable().optional(),
  deliverNotifications: z.boolean().default(true),
  scheduledFor: z.number().int().nullable().optional(),
  scheduledUntil: z.number().int().nullable().optional(),
  automation: z.record(z.string(), z.boolean()).nullable().optional(),
  zone: z.string().nullable().optional(),
  remindBefore: Leads.optional(),
  verifyBefore: z.number().int().positive().nullable().optional(),
  metadata: z.record(z.string(), z.unknown()).optional(),
  templateId: z.string().nullable().default(null),
  templateVersion: z.number().int().nullish(),
  fields: z.record(z.string(), z.string()).nullable().default(null),
  since: z.number().int().nullable().default(null),
  endedAt: z.number().int().nullable().default(null),
  override: Override,
  approvalOverride: Override,
  /** The revision the form was opened on; absent for the API, where nobody compared anything. */
  expectedRevision: z.number().int().optional(),
});
export type IncidentPatch = z.infer<typeof IncidentPatch>;

/** As a form that is not finished yet reads: a value that is refused stays as it was typed. */
export const asFarAsValid = <Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  values: Record<string, unknown>,
): z.infer<z.ZodObject<Shape>> =>
  Object.fromEntries(
    Object.entries(schema.shape).flatMap(([name, field]) => {
      const read = z.safeParse(field, values[name]);
      const value = read.success ? read.data : values[name];
      return value === undefined ? [] : [[name, value]];
    }),
  ) as z.infer<z.ZodObject<Shape>>; // by their names
