import { z } from 'zod';
import { Impact } from '../../domain/component/impact.ts';
import { ComponentStatus } from '../../domain/component/status.ts';
import { type IncidentKind, LONGEST_TEXT, State } from '../../domain/incident/incident.ts';
import { LONGEST_LEAD } from '../../domain/maintenance/automatic.ts';
import { leadsIn, MOST_LEADS } from '../../domain/maintenance/leads.ts';
import { storable } from '../../domain/text/characters.ts';
import { locales } from '../../domain/text/locale.ts';
import { visible } from '../../domain/text/visible.ts';

export const LONGEST_TITLE = 255;
export const titleOf = (kind: IncidentKind) =>
  z
    .string()
    .overwrite(visible)
    .min(1, `Give the ${kind} a title.`)
    .max(LONGEST_TITLE, 'A title has at most 255 characters.');
const Name = titleOf('incident');
export const TEXT_TOO_LONG = 'An update has at most 25,000 characters.';
const Body = z.string().overwrite(storable).max(LONGEST_TEXT, TEXT_TOO_LONG);

/** Minutes before the beginning, the longest first. */
export const Leads = z
  .array(
    z
      .number('Each is a number of minutes.')
      .int('Each is a whole number of minutes.')
      .min(1, 'Each is at least a minute.')
      .max(LONGEST_LEAD, 'Each is at most 40,320 minutes: four weeks.'),
    'Write a list of minutes, such as [10080, 60].',
  )
  .max(MOST_LEADS, `Choose at most ${MOST_LEADS} reminders.`)
  .transform((leads) => [...new Set(leads)].sort((a, b) => b - a));

/** The same as people write it: `7 d, 24 h`. */
export const TypedLeads = z.string().transform((typed, issues) => {
  const read = leadsIn(typed);
  if (Array.isArray(read)) return read;
  issues.addIssue({ code: 'custom', message: read.wrong });
  return z.NEVER;
});

/** Why a text is published although the check before publishing says stop. */
export const Override = z
  .string()
  .trim()
  .max(500, 'Give the reason in at most 500 characters.')
  .transform((reason) => reason || null)
  .nullable()
  .default(null);

/** What a form must have: a script may leave it to the product to say which state was reached. */
export const WrittenBody = Body.trim().min(1, 'Write the update’s text.');

/** In which title and text are written; without, in whichever is the page's own. */
const Written = z
  .enum(locales, `A language is one of ${locales.join(', ')}.`)
  .nullable()
  .default(null);

/** The title and the text in other languages; what is given empty is taken out. */
const Spoken = z
  .partialRecord(
    z.enum(locales, `A language is one of ${locales.join(', ')}.`),
    z.object({
      name: z
        .string()
        .overwrite(visible)
        .max(255, 'A title has at most 255 characters.')
        .optional(),
      body: Body.trim().optional(),
    }),
  )
  .default({});

/** What the new-incident form and `POST /v1/…/incidents` both become. Instants in UTC ms. */
export const NewIncident = z.object({
  name: Name,
  state: State,
  body: Body.trim().default(''),
  locale: Written,
  translations: Spoken,
  /** Component id → the status it takes. */
  components: z.record(z.string(), ComponentStatus).default({}),
  /** Affected without a change of status; the keys of `components` always belong to the set. */
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
  /** Of a series, when the rule alone says that it begins. */
  occurrenceAt: z.number().int().nullable().default(null),
  metadata: z.record(z.string(), z.unknown()).default({}),
  /** When it began, where it is told only now. */
  since: z.number().int().nullable().default(null),
  /** When it ended, of an update that says that it is over. */
  endedAt: z.number().int().nullable().default(null),
  /** A back-filled incident: it began then, and its first update shows as of then. */
  startedAt: z.number().int().nullable().default(null),
  templateId: z.string().nullable().default(null),
  templateVersion: z.number().int().nullish(),
  fields: z.record(z.string(), z.string()).nullable().default(null),
  /** A rung of the page's ladder; internal. */
  severity: z.string().nullable().default(null),
  override: Override,
  /** Why an owner publishes without the second person that the severity asks for. */
  approvalOverride: Override,
});
export type NewIncident = z.infer<typeof NewIncident>;

/** The next update of an incident, or an edit of the incident itself: what is absent stays. */
export const IncidentPatch = z.object({
  name: Name.optional(),
  state: State.optional(),
  body: Body.optional(),
  locale: Written,
  translations: Spoken,
  components: z.record(z.string(), ComponentStatus).optional(),
  /** Replaces the affected set. */
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
  /** The revision the form was opened on; absent where no person compared anything (the API). */
  expectedRevision: z.number().int().optional(),
});
export type IncidentPatch = z.infer<typeof IncidentPatch>;
