import { z } from 'zod';

/** A place in the body, such as `/alert/name` (JSON Pointer), or a template such as `{{ host }} is down`. */
const Place = z
  .string()
  .trim()
  .max(500, 'A place can have at most 500 characters.')
  .refine(
    (text) => text === '' || text.startsWith('/') || text.includes('{{'),
    'Enter a JSON Pointer such as /alert/name, or a template such as {{ alert.name }}.',
  );

export const mappedFields = [
  'title',
  'status',
  'fingerprint',
  'severity',
  'group',
  'startsAt',
  'endsAt',
  'changedAt',
  'url',
  'description',
  'labels',
] as const;
export type MappedField = (typeof mappedFields)[number];

/** Where a generic sender has its fields. Those that are left out are looked for under usual names. */
export const AlertMapping = z.strictObject({
  /** The list of alerts; without it, the body is one alert. */
  alerts: Place.optional(),
  ...(Object.fromEntries(mappedFields.map((name) => [name, Place.optional()])) as Record<
    MappedField,
    z.ZodOptional<typeof Place>
  >),
  /** What `status` says once it is over; otherwise usual words, such as “resolved” or “ok”. */
  resolvedWhen: z
    .array(z.string().trim().min(1).max(60))
    .max(10, 'Enter at most 10 values.')
    .optional(),
});
export type AlertMapping = z.infer<typeof AlertMapping>;

/** The value at a JSON Pointer (RFC 6901); undefined where there is none. */
export function atPointer(body: unknown, pointer: string): unknown {
  if (pointer === '' || pointer === '/') return body;
  let value = body;
  for (const part of pointer.slice(1).split('/')) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name))
      return undefined;
    value = (value as Record<string, unknown>)[name]; // an own property, as was just asked
  }
  return value;
}

/** The usual names of a field, tried in this order. */
export const usualPlaces: Record<MappedField, readonly string[]> = {
  title: ['/title', '/name', '/summary', '/message', '/subject', '/alert', '/monitor'],
  status: ['/status', '/state', '/event', '/action'],
  fingerprint: ['/fingerprint', '/id', '/key', '/dedup_key', '/alert_id'],
  severity: ['/severity', '/priority', '/level'],
  group: ['/group', '/group_key', '/service'],
  startsAt: ['/startsAt', '/starts_at', '/started_at', '/created_at', '/createdAt'],
  endsAt: ['/endsAt', '/ends_at', '/ended_at', '/resolved_at'],
  changedAt: ['/changedAt', '/changed_at', '/updated_at', '/updatedAt', '/timestamp', '/time'],
  url: ['/url', '/link', '/html_url'],
  description: ['/description', '/text', '/body', '/details'],
  labels: ['/labels', '/tags'],
};
