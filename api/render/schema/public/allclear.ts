import { z } from 'zod';
import { Impact } from '../../../domain/component/impact.ts';
import { ComponentStatus } from '../../../domain/component/status.ts';
import { IncidentKind, State } from '../../../domain/incident/incident.ts';
import { locales } from '../../../domain/text/locale.ts';
import { At, Id, IncidentSchema, Maintenance, PageSchema, RollupSchema } from './v2.ts';

/** Our additions to Statuspage's API, under /api/allclear/…. */
export const NextUpdateSchema = z
  .strictObject({ due: At, overdue: z.boolean() })
  .meta({ id: 'NextUpdate', description: 'When the next update is due.' });

const InWords = z
  .strictObject({
    language: z.enum(locales),
    direction: z.enum(['ltr', 'rtl']),
    format: z.string().meta({ description: 'BCP 47 tag for formatting times.' }),
    next_update_by: z.string(),
    update_overdue_since: z.string(),
    as_of: z.string(),
  })
  .meta({ id: 'Words', description: 'Texts for times; replace {time} with the time.' });

const OpenIncident = z
  .strictObject({
    id: Id,
    kind: IncidentKind,
    name: z.string(),
    url: z.url(),
    state: State,
    state_words: z.string(),
    impact: Impact,
    started_at: At,
    updated_at: At.meta({ description: 'When the newest update was published.' }),
    body: z.string().meta({ description: 'The newest update, in Markdown.' }),
    translations: z
      .record(
        z.string(),
        z.strictObject({ name: z.string().optional(), body: z.string().optional() }),
      )
      .meta({ description: 'Title and message by language, where translated.' }),
    components: z.array(z.string()).meta({ description: 'Names of the affected components.' }),
    next_update: NextUpdateSchema.nullable(),
    scheduled_for: At.nullable(),
    scheduled_until: At.nullable(),
  })
  .meta({
    id: 'OpenIncident',
    description: 'An active incident or maintenance, as shown on the front page.',
  });

const VendorReportSchema = z
  .strictObject({
    component_id: Id,
    component: z.string(),
    vendor: z.string(),
    text: z.string().meta({ description: 'In the vendor’s words; empty while it is unknown.' }),
    url: z.url(),
    page_url: z.url().meta({ description: 'The vendor’s status page.' }),
    since: At,
    known: z.boolean().meta({ description: 'False after three polls without an answer.' }),
  })
  .meta({ id: 'VendorReport' });

export const Now = z
  .strictObject({
    page: PageSchema,
    status: RollupSchema,
    headline: z.string().meta({ description: 'The page’s headline.' }),
    tone: ComponentStatus.meta({ description: 'The headline’s icon and color.' }),
    icon: z
      .string()
      .meta({ description: 'The icon as an SVG path, 16 by 16, filled by the even-odd rule.' }),
    reach: z
      .string()
      .meta({ description: 'What is affected, as text; empty if everything is operational.' }),
    next_update: NextUpdateSchema.nullable(),
    as_of: At.nullable().meta({
      description: 'Set while this response can’t be refreshed: the time of the last known status.',
    }),
    words: InWords,
    open: z
      .array(OpenIncident)
      .meta({ description: 'Active incidents and maintenance in progress.' }),
    upcoming: z.array(OpenIncident).meta({ description: 'Scheduled maintenance, soonest first.' }),
    vendor_reports: z
      .array(VendorReportSchema)
      .meta({ description: 'What the vendors that components follow report.' }),
  })
  .meta({ id: 'Now', description: 'The front page’s current content.' });

const Translations = z
  .record(
    z.string(),
    z.strictObject({ name: z.string().optional(), updates: z.record(z.string(), z.string()) }),
  )
  .meta({ description: 'By language: the title, and the messages by update ID.' });

/** An incident or maintenance as in API v2, with its kind. */
export const HistoryPageSchema = z.strictObject({
  page: PageSchema,
  incidents: z
    .array(
      z.union([
        z.strictObject({
          kind: z.literal('incident'),
          translations: Translations,
          ...IncidentSchema.shape,
        }),
        z.strictObject({
          kind: z.literal('maintenance'),
          translations: Translations,
          ...Maintenance.shape,
        }),
      ]),
    )
    .meta({ description: 'As in API v2, with the kind.' }),
  next: z.url().nullable().meta({ description: 'URL of the next (older) page.' }),
});

export const ProblemSchema = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string().meta({ description: 'A human-readable explanation.' }),
    errors: z.record(z.string(), z.string()).optional(),
  })
  .meta({ id: 'Problem', description: 'An error (RFC 9457).' });
