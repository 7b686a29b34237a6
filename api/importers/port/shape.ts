import { z } from 'zod';
import { storableIn } from '../../domain/text/characters.ts';
import { readWrittenTime } from '../../domain/time/written-time.ts';
import { SourceError } from './source-error.ts';

/** Statuspage's public JSON, v2 and its older variants: what may be missing is optional here. */
const Written = z.union([z.string(), z.number()], 'must be a date');
const Instant = Written.transform((value, ctx) => {
  const time = readWrittenTime(value, 'UTC');
  if (time && time !== 'unset') return time.at;
  if (isOtherDate(value)) return Number.NaN;
  ctx.addIssue({ code: 'custom', message: 'must be a date such as 2026-11-20T10:05:00.120Z' });
  return z.NEVER;
});
/** NaN for an impossible date, which every limit rejects. */
const isOtherDate = (value: string | number): boolean =>
  typeof value === 'number' || /^\s*[+-]?\d{4,6}-\d\d-\d\d/.test(value);
/** A zero time counts as absent. */
const isGiven = (value: unknown) => readWrittenTime(value, 'UTC') !== 'unset';
const InstantOrUndefined = z.preprocess(
  (value) => (value !== null && isGiven(value) ? value : undefined),
  Instant.optional(),
);
const InstantOrNull = z.preprocess(
  (value) => (value !== undefined && isGiven(value) ? value : null),
  Instant.nullable(),
);
const DateOrNull = Written.nullish()
  .transform((value) => {
    const time = readWrittenTime(value, 'UTC');
    if (time === 'unset' || !value) return null;
    return time ? time.day : String(value);
  })
  .catch(null);
const Id = z.string('must be an id').min(1, 'must be an id');
const Text = z.string('must be a text');
const listOf = <T extends z.ZodType>(item: T) =>
  z
    .array(item, 'must be a list')
    .nullish()
    .transform((list) => list ?? []);
const orNull = <T extends z.ZodType>(schema: T) =>
  schema.nullish().transform((value) => value ?? null);

const Page = z.object(
  { id: Id, name: Text, time_zone: z.string().optional().catch(undefined) },
  'must be the page’s id and name',
);

/** Statuses are plain text here: unknown ones are skipped and reported. */
const Component = z.object({
  id: Id,
  name: Text,
  status: Text,
  created_at: Instant,
  updated_at: InstantOrUndefined,
  position: z.coerce.number().int().catch(0),
  description: orNull(Text),
  showcase: z.boolean().catch(true),
  start_date: DateOrNull,
  group_id: orNull(Id),
  group: z.boolean().catch(false),
  only_show_if_degraded: z.boolean().catch(false),
});
export type FileComponent = z.infer<typeof Component>;

/** Before 2017 an element without `code` means that there are none. */
const Affected = z.object({
  code: z.string().optional(),
  name: z.string().optional(),
  old_status: z.string().optional(),
  new_status: z.string().optional(),
});

const Update = z.object({
  id: Id,
  status: Text,
  body: orNull(Text),
  created_at: Instant,
  updated_at: InstantOrUndefined,
  display_at: InstantOrUndefined,
  affected_components: listOf(Affected),
  deliver_notifications: z.boolean().catch(true),
});
export type FileUpdate = z.infer<typeof Update>;

const Incident = z.object({
  id: Id,
  name: Text,
  status: Text,
  impact: Text,
  created_at: Instant,
  updated_at: InstantOrUndefined,
  started_at: InstantOrUndefined,
  monitoring_at: InstantOrNull,
  resolved_at: InstantOrNull,
  scheduled_for: InstantOrNull,
  scheduled_until: InstantOrNull,
  incident_updates: listOf(Update),
  components: listOf(z.object({ id: Id })),
});
export type FileIncident = z.infer<typeof Incident>;

/** The four files, and the list that each must contain. */
export const statuspageFiles = {
  'summary.json': 'components',
  'components.json': 'components',
  'incidents.json': 'incidents',
  'scheduled-maintenances.json': 'scheduled_maintenances',
} as const;
export type DocumentName = keyof typeof statuspageFiles;

const Document = z.object(
  {
    page: Page,
    components: listOf(Component),
    incidents: listOf(Incident),
    scheduled_maintenances: listOf(Incident),
  },
  'must be an object',
);
/** `isWhole`: the incidents go back to the first one. */
export type Document = z.infer<typeof Document> & { isWhole?: boolean };
export type Source = Partial<Record<DocumentName, Document>>;

/** Names the place where a file is not Statuspage's JSON. */
export class NotStatuspage extends SourceError {}

export function readDocument(name: DocumentName, text: string): Document {
  const value = parseJson(name, text);
  const needed = statuspageFiles[name];
  if (value && typeof value === 'object' && 'page' in value && !(needed in value))
    throw new NotStatuspage(
      `${name}: “${needed}” is missing, so this is not Statuspage’s ${name}. Nothing was imported.`,
    );
  const document = Document.safeParse(value);
  if (document.success) return document.data;
  const issue = document.error.issues[0];
  const field = issue ? fieldName(issue.path) : '';
  throw new NotStatuspage(
    `${name}: ${field ? `“${field}” ` : 'it '}${wording(issue?.message)}, so this is not Statuspage’s ${name}. Nothing was imported.`,
  );
}

function parseJson(name: DocumentName, text: string): unknown {
  try {
    return storableIn(JSON.parse(text.replace(/^\uFEFF/, '')) as unknown);
  } catch (error) {
    // JSON.parse throws SyntaxErrors only
    throw new NotStatuspage(`${name} is not JSON: ${(error as SyntaxError).message}.`);
  }
}

const wording = (message = ''): string =>
  message.startsWith('must') ? message : 'is not of the expected kind';

/** `incidents[2].incident_updates[0].created_at`. */
const fieldName = (path: readonly PropertyKey[]): string =>
  path
    .map((part, i) =>
      typeof part === 'number' ? `[${part}]` : `${i > 0 ? '.' : ''}${String(part)}`,
    )
    .join('');
