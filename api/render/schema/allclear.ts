import { z } from 'zod';
import { Impact } from '../../domain/component/impact.ts';
import { ComponentStatus } from '../../domain/component/status.ts';
import { IncidentKind, State } from '../../domain/incident/incident.ts';
import { locales } from '../../domain/text/locale.ts';
import { At, Id, Incident, Maintenance, Page, Rollup } from './v2.ts';

/** Our additions to Statuspage's API, under /api/allclear/…. */
export const NextUpdate = z
  .strictObject({ due: At, overdue: z.boolean() })
  .meta({ id: 'NextUpdate', description: 'The time by which the next update is promised.' });

const InWords = z
  .strictObject({
    language: z.enum(locales),
    direction: z.enum(['ltr', 'rtl']),
    format: z.string().meta({ description: 'The BCP 47 tag with which to write times.' }),
    next_update_by: z.string(),
    update_overdue_since: z.string(),
    as_of: z.string(),
  })
  .meta({ id: 'Words', description: 'How to say the times: put each where {time} stands.' });

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
      .meta({ description: 'Title and text by language, where somebody wrote them in it.' }),
    components: z.array(z.string()).meta({ description: 'Names of what is affected.' }),
    next_update: NextUpdate.nullable(),
    scheduled_for: At.nullable(),
    scheduled_until: At.nullable(),
  })
  .meta({ id: 'OpenIncident', description: 'What the first screen says of one that is not over.' });

export const Now = z
  .strictObject({
    page: Page,
    status: Rollup,
    headline: z.string().meta({ description: 'What the page’s first line says.' }),
    tone: ComponentStatus.meta({ description: 'The shape and colour of that line.' }),
    reach: z.string().meta({ description: 'What is affected, in words; empty when all is well.' }),
    next_update: NextUpdate.nullable(),
    as_of: At.nullable().meta({
      description: 'Set while nobody can confirm this answer: since when.',
    }),
    words: InWords,
    open: z.array(OpenIncident).meta({ description: 'Incidents and running maintenance.' }),
    upcoming: z.array(OpenIncident).meta({ description: 'Scheduled maintenance, soonest first.' }),
  })
  .meta({ id: 'Now', description: 'What the first screen of the page says.' });

const Translations = z
  .record(
    z.string(),
    z.strictObject({ name: z.string().optional(), updates: z.record(z.string(), z.string()) }),
  )
  .meta({ description: 'By language: the title, and the texts by the id of their update.' });

/** An incident or maintenance as in API v2, with its kind. */
export const PastIncidents = z.strictObject({
  page: Page,
  incidents: z
    .array(
      z.union([
        z.strictObject({
          kind: z.literal('incident'),
          translations: Translations,
          ...Incident.shape,
        }),
        z.strictObject({
          kind: z.literal('maintenance'),
          translations: Translations,
          ...Maintenance.shape,
        }),
      ]),
    )
    .meta({ description: 'Each as in the API v2, with its kind.' }),
  next: z.url().nullable().meta({ description: 'The address of the next, older part.' }),
});

export const Refusal = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string().meta({ description: 'What is wrong, in a sentence for people.' }),
    errors: z.record(z.string(), z.string()).optional(),
  })
  .meta({ id: 'Problem', description: 'A refusal, as RFC 9457 has it.' });
