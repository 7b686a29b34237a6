import { z } from 'zod';

/** Statuspage's public API v2 as strict clients decode it: exactly these keys and types. */
const Id = z.string().regex(/^[a-z0-9]{12}$/);
const At = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(Z|[+-]\d\d:\d\d)$/);
const statuses = [
  'operational',
  'under_maintenance',
  'degraded_performance',
  'partial_outage',
  'major_outage',
] as const;
const Status = z.enum(statuses);
const Impact = z.enum(['none', 'minor', 'major', 'critical', 'maintenance']);
const incidentState = ['investigating', 'identified', 'monitoring', 'resolved', 'postmortem'];
const maintenanceState = ['scheduled', 'in_progress', 'verifying', 'completed'];

export const Page = z.strictObject({
  id: Id,
  name: z.string(),
  url: z.url(),
  time_zone: z.string(),
  updated_at: At,
});
export const Component = z.strictObject({
  id: Id,
  name: z.string(),
  status: Status,
  created_at: At,
  updated_at: At,
  position: z.number().int(),
  description: z.string().min(1).nullable(),
  showcase: z.boolean(),
  start_date: z.iso.date().nullable(),
  group_id: Id.nullable(),
  page_id: Id,
  group: z.boolean(),
  only_show_if_degraded: z.boolean(),
  components: z.array(Id).optional(),
});
const update = (states: string[]) =>
  z.strictObject({
    id: Id,
    status: z.enum(states),
    body: z.string(),
    incident_id: Id,
    created_at: At,
    updated_at: At,
    display_at: At,
    affected_components: z
      .array(z.strictObject({ code: Id, name: z.string(), old_status: Status, new_status: Status }))
      .min(1)
      .nullable(),
    deliver_notifications: z.boolean(),
    custom_tweet: z.null(),
    tweet_id: z.null(),
  });
const incident = (states: string[]) => ({
  id: Id,
  name: z.string(),
  status: z.enum(states),
  created_at: At,
  updated_at: At,
  monitoring_at: At.nullable(),
  resolved_at: At.nullable(),
  impact: Impact,
  shortlink: z.url(),
  started_at: At,
  page_id: Id,
  incident_updates: z.array(update(states)).min(1),
  components: z.array(Component),
});
export const Incident = z.strictObject(incident(incidentState));
export const Maintenance = z.strictObject({
  ...incident(maintenanceState),
  scheduled_for: At,
  scheduled_until: At,
});
const Rollup = z.strictObject({ indicator: Impact, description: z.string() });
const incidents = z.strictObject({ page: Page, incidents: z.array(Incident) });
const maintenances = z.strictObject({ page: Page, scheduled_maintenances: z.array(Maintenance) });

export const contract = {
  '/api/v2/summary.json': z.strictObject({
    page: Page,
    components: z.array(Component),
    incidents: z.array(Incident),
    scheduled_maintenances: z.array(Maintenance),
    status: Rollup,
  }),
  '/api/v2/status.json': z.strictObject({ page: Page, status: Rollup }),
  '/api/v2/components.json': z.strictObject({ page: Page, components: z.array(Component) }),
  '/api/v2/incidents.json': incidents,
  '/api/v2/incidents/unresolved.json': incidents,
  '/api/v2/scheduled-maintenances.json': maintenances,
  '/api/v2/scheduled-maintenances/upcoming.json': maintenances,
  '/api/v2/scheduled-maintenances/active.json': maintenances,
};
export type V2Path = keyof typeof contract;
export const v2Paths = Object.keys(contract) as V2Path[]; // the keys of that very object

export type V2Incident = z.infer<typeof Incident>;
export type V2 = { [Path in V2Path]: z.infer<(typeof contract)[Path]> };

/** Keys in the order of the contract, at every depth. */
export function orderErrors(answer: unknown, schema: z.ZodType, at = ''): string[] {
  const inner = schema instanceof z.ZodNullable ? schema.unwrap() : schema;
  if (answer === null) return [];
  if (inner instanceof z.ZodArray)
    return (answer as unknown[]).flatMap((item, i) =>
      orderErrors(item, inner.element as z.ZodType, `${at}[${i}]`),
    );
  if (!(inner instanceof z.ZodObject)) return [];
  const [found, wanted] = [Object.keys(answer as object), Object.keys(inner.shape)];
  const isOrdered = found.join() === wanted.filter((key) => found.includes(key)).join();
  return [
    ...(isOrdered ? [] : [`${at}: ${found.join()}`]),
    ...found.flatMap((key) =>
      orderErrors((answer as Record<string, unknown>)[key], inner.shape[key], `${at}.${key}`),
    ),
  ];
}

/** Statuspage's seven texts; the first match wins. `raised`: the worst impact set by hand on an open incident. */
export function rollupOf(
  leaves: readonly string[],
  raised: 'none' | 'minor' | 'major' | 'critical' = 'none',
): { indicator: string; description: string } {
  const has = (status: string) => leaves.includes(status);
  const all = (status: string) => leaves.length > 0 && leaves.every((s) => s === status);
  const say = (indicator: string, description: string) => ({ indicator, description });
  if (all('major_outage')) return say('critical', 'Major System Outage');
  if (has('major_outage') || all('partial_outage')) return say('major', 'Partial System Outage');
  if (has('partial_outage')) return say('minor', 'Minor Service Outage');
  if (all('degraded_performance') && leaves.length > 1)
    return say('minor', 'Degraded System Service');
  if (has('degraded_performance')) return say('minor', 'Partially Degraded Service');
  if (raised === 'critical') return say('critical', 'Major System Outage');
  if (raised === 'major') return say('major', 'Partial System Outage');
  if (raised === 'minor') return say('minor', 'Minor Service Outage');
  if (has('under_maintenance')) return say('maintenance', 'Service Under Maintenance');
  return say('none', 'All Systems Operational');
}

/** From ICU, which the product does not use. */
const formats = new Map<string, Intl.DateTimeFormat>();
export function isoIn(zone: string, ms: number): string {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      fractionalSecondDigits: 3,
      timeZoneName: 'longOffset',
    });
  formats.set(zone, format);
  const p = Object.fromEntries(format.formatToParts(ms).map((part) => [part.type, part.value]));
  const offset = p.timeZoneName?.replace('GMT', '') || 'Z';
  return `${p.year}-${p.month}-${p.day}T${p.hour}:${p.minute}:${p.second}.${p.fractionalSecond}${offset === '+00:00' ? 'Z' : offset}`;
}

/** Every date in a response, at any depth, except in texts that people wrote. */
export function datesOf(value: unknown, key = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => datesOf(item));
  if (value && typeof value === 'object')
    return Object.entries(value).flatMap(([name, inner]) => datesOf(inner, name));
  return typeof value === 'string' && /(_at|_for|_until)$/.test(key) ? [value] : [];
}

const times = (list: readonly unknown[], key: string) =>
  list.map((item) => Date.parse((item as Record<string, string>)[key] ?? ''));
const descends = (list: number[]) => list.every((at, i) => i === 0 || at <= (list[i - 1] ?? at));
const rank = (status: string) => statuses.indexOf(status as (typeof statuses)[number]);

/** Errors in the eight documents of a page beyond their schemas. */
export function violationsOf(v2: V2): string[] {
  const errors: string[] = [];
  const check = (holds: boolean, what: string) => holds || errors.push(what);
  const summary = v2['/api/v2/summary.json'];
  const { components } = summary;
  const zone = summary.page.time_zone;

  for (const path of v2Paths) {
    const answer = v2[path];
    for (const error of orderErrors(answer, contract[path]))
      check(false, `key order ${path}${error}`);
    check(
      JSON.stringify(answer.page) === JSON.stringify(summary.page),
      `${path}: another page object`,
    );
    for (const date of datesOf(answer))
      check(date === isoIn(zone, Date.parse(date)), `${path}: ${date} is not in ${zone}`);
  }

  const positions = components.map((c) => c.position);
  check(positions.join() === positions.toSorted((a, b) => a - b).join(), 'components by position');
  for (const group of components.filter((c) => c.group)) {
    const members = components.filter((c) => c.group_id === group.id);
    check(group.group_id === null, 'a group within a group');
    check(group.components?.join() === members.map((c) => c.id).join(), 'members of a group');
    const worst = Math.max(0, ...members.map((c) => rank(c.status)));
    check(rank(group.status) === worst, `group ${group.id} is ${group.status}`);
  }
  for (const leaf of components.filter((c) => !c.group)) {
    check(!('components' in leaf), 'a leaf with members');
    const parent = components.find((c) => c.id === leaf.group_id);
    check(leaf.group_id === null || parent?.group === true, 'a dangling group_id');
  }

  const all = v2['/api/v2/incidents.json'].incidents;
  const open = v2['/api/v2/incidents/unresolved.json'].incidents;
  const planned = v2['/api/v2/scheduled-maintenances.json'].scheduled_maintenances;
  const upcoming = v2['/api/v2/scheduled-maintenances/upcoming.json'].scheduled_maintenances;
  const active = v2['/api/v2/scheduled-maintenances/active.json'].scheduled_maintenances;
  const ids = (list: readonly { id: string }[]) => list.map((i) => i.id).join();
  check(all.length <= 50 && planned.length <= 50, 'more than 50');
  check(descends(times(all, 'started_at')), 'incidents newest first');
  check(descends(times(open, 'started_at')), 'open incidents newest first');
  check(descends(times(planned, 'created_at')), 'maintenances newest first');
  check(descends(times(upcoming, 'scheduled_for').toReversed()), 'upcoming soonest first');
  check(
    open.every((i) => incidentState.indexOf(i.status) < 3 && i.resolved_at === null),
    'open',
  );
  check(
    upcoming.every((m) => m.status === 'scheduled'),
    'upcoming',
  );
  check(
    active.every((m) => ['in_progress', 'verifying'].includes(m.status)),
    'active',
  );
  check(ids(summary.incidents) === ids(open), 'summary: open incidents');
  check(
    ids(summary.scheduled_maintenances) === ids([...active, ...upcoming]),
    'summary: active and upcoming',
  );
  if (all.length < 50)
    check(ids(all.filter((i) => i.resolved_at === null)) === ids(open), 'an open one is missing');
  for (const i of [...all, ...planned, ...open]) {
    check(descends(times(i.incident_updates, 'display_at')), 'updates newest first');
    check(
      i.incident_updates.every((u) => u.incident_id === i.id),
      'update of another incident',
    );
    for (const c of i.components)
      check(
        JSON.stringify(c) === JSON.stringify(components.find((other) => other.id === c.id)),
        'component of an incident is not as now',
      );
  }
  check(
    JSON.stringify(v2['/api/v2/status.json'].status) === JSON.stringify(summary.status) &&
      JSON.stringify(v2['/api/v2/components.json'].components) === JSON.stringify(components),
    'the answers contradict each other',
  );
  return errors;
}
