import ICAL from 'ical.js';
import { Temporal } from 'temporal-polyfill';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Correction, correctUpdate } from '../../api/actions/correction/correction.ts';
import { patchIncident } from '../../api/actions/incident/index.ts';
import { IncidentPatch, NewIncident } from '../../api/actions/incident/input.ts';
import { removeIncident } from '../../api/actions/incident/remove.ts';
import { changeSeries } from '../../api/actions/maintenance/change-series.ts';
import { runDueMaintenance } from '../../api/actions/maintenance/run-due.ts';
import { createSeries } from '../../api/actions/maintenance/series.ts';
import { readRule } from '../../api/domain/maintenance/rule.ts';
import { DAY, HOUR, MINUTE } from '../../api/domain/time/time.ts';
import { findIncident, listIncidents } from '../../db/incident/incident.ts';
import { type ConsoleWorld, makeConsole } from '../support/world/console.ts';
import { announced } from '../support/world/random.ts';
import { NOON } from '../support/world/world.ts';

let world: ConsoleWorld;
beforeEach(async () => {
  world = await makeConsole();
});
afterEach(() => world.close());

const silent = { deliverNotifications: false, override: 'made up' };
const lasts = 90 * MINUTE;

async function repeat(name: string, rule: string, first: number, zone: string): Promise<void> {
  const read = readRule(rule, first, lasts, zone);
  if ('wrong' in read) throw new Error(`${rule} from ${first} in ${zone}: ${read.wrong}`);
  const input = NewIncident.parse({
    ...silent,
    name,
    state: 'scheduled',
    body: 'Payments **pause**.',
    scheduledFor: first,
    scheduledUntil: first + lasts,
    automation: { scheduled_auto_in_progress: true, scheduled_auto_completed: true },
  });
  await createSeries(world.deps, world.owner, world.pageId, {
    rule: read.rule,
    zone,
    first: { ...input, scheduledFor: first, scheduledUntil: first + lasts },
  });
}

type Event = {
  uid: string;
  from: number;
  until: number;
  sequence: number;
  stamp: number;
  status: string;
  name: string;
  text: string;
};

/** As a program for calendars reads it. */
async function events(path = '/maintenance.ics'): Promise<Event[]> {
  const text = await (await world.request(path)).text();
  return new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent').map((component) => {
    const event = new ICAL.Event(component);
    const stamp = component.getFirstPropertyValue('dtstamp') as ICAL.Time;
    return {
      uid: event.uid,
      from: event.startDate.toJSDate().getTime(),
      until: event.endDate.toJSDate().getTime(),
      sequence: event.sequence,
      stamp: stamp.toJSDate().getTime(),
      status: String(component.getFirstPropertyValue('status')),
      name: event.summary,
      text: event.description,
    };
  });
}

/** The starts that ical.js finds under a rule, by the wall clock of the zone; hours that a day lacks are left out. */
function startsByIcal(rule: string, first: number, last: number, zone: string): number[] {
  const wall = Temporal.Instant.fromEpochMilliseconds(first)
    .toZonedDateTimeISO(zone)
    .toPlainDateTime();
  const start = ICAL.Time.fromDateTimeString(wall.toString({ smallestUnit: 'second' }));
  const iterator = ICAL.Recur.fromString(rule).iterator(start);
  const found: number[] = [];
  for (let next = iterator.next(); next; next = iterator.next()) {
    const local = Temporal.PlainDateTime.from(next.toString());
    const at = local.toZonedDateTime(zone);
    if (at.epochMilliseconds > last) break;
    if (at.toPlainDateTime().equals(local)) found.push(at.epochMilliseconds);
  }
  return found;
}

const zones = [
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'America/Santiago',
  'Pacific/Chatham',
];
const rules = [
  'FREQ=WEEKLY;BYDAY=MO,WE,FR',
  'FREQ=MONTHLY;BYDAY=-1SU',
  'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1',
  'FREQ=WEEKLY;INTERVAL=2',
  'FREQ=MONTHLY;BYMONTHDAY=1',
  'FREQ=MONTHLY;BYMONTHDAY=31',
  'FREQ=DAILY;INTERVAL=3',
];
const utc = (at: number) => `${new Date(at).toISOString().replace(/\.\d+|[-:]/g, '')}`;

/** A first window after `from` of a rule at a time of day, and the rule with an end a year later. */
function planned(rule: string, zone: string, from: number, time: string) {
  const day = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone).toPlainDate();
  const start = day.toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds;
  const last = start + 360 * DAY;
  const [first = 0] = startsByIcal(rule, start, last, zone).filter((at) => at > from);
  return { first, last, rule: `${rule};UNTIL=${utc(last)}` };
}

test('the calendar holds a whole year of each series, as another library expands its rule', async () => {
  const random = announced('CALENDAR_SEED');
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const series = rules.map((rule, n) => {
    const zone = pick(zones);
    const time = pick(['02:00', '02:30', '00:00', '23:45', '14:00']);
    return { name: `Work ${n}`, zone, time, bare: rule, ...planned(rule, zone, NOON + DAY, time) };
  });
  for (const { name, rule, first, zone } of series) await repeat(name, rule, first, zone);
  const found = await events();
  expect(new Set(found.map(({ uid }) => uid)).size).toBe(found.length);
  for (const { name, bare, first, last, zone, time } of series) {
    const own = found.filter((event) => event.name.endsWith(name));
    const starts = own.map(({ from }) => from).sort((a, b) => a - b);
    expect(starts, `${bare} at ${time} in ${zone}`).toEqual(startsByIcal(bare, first, last, zone));
    expect(own.every(({ status }) => status === 'CONFIRMED')).toBe(true);
  }
  const [expected] = found.filter(({ from }) => from > NOON + 300 * DAY);
  expect(expected?.text).toBe('Scheduled\n\nPayments pause.');
});

test('each window keeps its UID for the year when it is created, moved and canceled', async () => {
  const random = announced('CALENDAR_SEED');
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const zone = pick(zones);
  const { rule, first } = planned(pick(rules), zone, NOON + DAY, '14:00');
  await repeat('Work', rule, first, zone);
  let now = NOON;
  type Window = Pick<Event, 'from' | 'until' | 'status'> & { isException?: true };
  const model = new Map<string, Window>(
    (await events()).map(({ uid, from, until, status }) => [uid, { from, until, status }]),
  );
  const later = (at: number, minutes: number) =>
    Temporal.Instant.fromEpochMilliseconds(at)
      .toZonedDateTimeISO(zone)
      .toPlainDateTime()
      .add({ minutes })
      .toZonedDateTime(zone).epochMilliseconds;
  const seen = new Map<string, Event>();
  const check = async (step: string) => {
    const found = (await events()).filter(({ until }) => until > now);
    const windows = [...model].filter(([, { until }]) => until > now);
    expect(
      found.map(({ uid, from, until, status }) => [uid, from, until, status]).sort(),
      step,
    ).toEqual(windows.map(([uid, { from, until, status }]) => [uid, from, until, status]).sort());
    for (const event of found) {
      const before = seen.get(event.uid);
      const isChanged = before && (before.from !== event.from || before.status !== event.status);
      if (before) expect(event.sequence, step).toBeGreaterThanOrEqual(before.sequence);
      if (before && isChanged) expect(event.sequence, step).toBeGreaterThan(before.sequence);
      if (before) expect(event.stamp, step).toBeGreaterThanOrEqual(before.stamp);
      seen.set(event.uid, event);
    }
  };
  await check('at first');
  for (let step = 1; step <= 24; step++) {
    const days = 1 + Math.floor(random() * 14);
    now += days * DAY;
    world.wait(days * DAY);
    for (let tick = 0; tick < 6; tick++) await runDueMaintenance(world.deps);
    await check(`${days} days later`);
    const waiting = (
      await listIncidents(world.deps.db, world.pageId, { filter: 'upcoming' })
    ).filter(({ scheduledFor }) => (scheduledFor ?? 0) > now + 4 * HOUR);
    if (waiting.length === 0) continue;
    const one = pick(waiting);
    const from = one.scheduledFor ?? 0;
    const until = one.scheduledUntil ?? 0;
    const [own] = (await events(`/incidents/${one.id}.ics`)).map(({ uid }) => uid);
    const window = model.get(own ?? '') ?? expect.fail('another UID in its own file');
    const minutes = pick([-60, -30, 30, 60, 90]);
    const moved = { from: later(from, minutes), until: later(until, minutes) };
    const times = { scheduledFor: moved.from, scheduledUntil: moved.until };
    const what = pick(['move', 'call off', 'change the rest'] as const);
    const patch = (given: object) => IncidentPatch.parse({ ...silent, ...given });
    const { deps, owner, pageId } = world;
    if (what === 'move') {
      await patchIncident(deps, owner, pageId, one.id, patch(times));
      Object.assign(window, moved, { isException: true });
    } else if (what === 'call off') {
      await patchIncident(deps, owner, pageId, one.id, patch({ state: 'completed', body: 'No.' }));
      window.status = 'CANCELLED';
    } else {
      const asked = { scope: 'following' as const, mayOverlap: true };
      await changeSeries(deps, owner, pageId, one.id, patch(times), asked);
      for (const each of model.values())
        if (each !== window && each.from > from && !each.isException && each.status === 'CONFIRMED')
          Object.assign(each, {
            from: later(each.from, minutes),
            until: later(each.until, minutes),
          });
      Object.assign(window, moved);
    }
    await check(what);
  }
});

test('a canceled series is canceled in the calendar, including windows not created yet', async () => {
  const zone = 'Europe/Berlin';
  const { rule, first } = planned('FREQ=WEEKLY', zone, NOON + DAY, '14:00');
  await repeat('Work', rule, first, zone);
  await runDueMaintenance(world.deps);
  const before = await events();
  expect(before.length).toBeGreaterThan(50);
  const [, second] = (
    await listIncidents(world.deps.db, world.pageId, { filter: 'upcoming' })
  ).toSorted((a, b) => (a.scheduledFor ?? 0) - (b.scheduledFor ?? 0));
  world.wait(HOUR);
  const off = IncidentPatch.parse({ ...silent, state: 'completed', body: 'Not needed.' });
  const asked = { scope: 'following' as const, mayOverlap: true };
  await changeSeries(world.deps, world.owner, world.pageId, second?.id ?? '', off, asked);
  const after = new Map((await events()).map((event) => [event.uid, event]));
  expect([...after.keys()].sort()).toEqual(before.map(({ uid }) => uid).sort());
  for (const { uid, from, sequence } of before) {
    expect(after.get(uid)?.status).toBe(from === first ? 'CONFIRMED' : 'CANCELLED');
    if (from !== first) expect(after.get(uid)?.sequence).toBeGreaterThan(sequence);
  }
});

test('an unchanged calendar answers 304 and keeps its bytes when something else changes', async () => {
  const zone = 'Europe/Berlin';
  const { rule, first } = planned('FREQ=MONTHLY;BYMONTHDAY=1', zone, NOON + DAY, '14:00');
  await repeat('Work', rule, first, zone);
  for (let tick = 0; tick < 3; tick++) await runDueMaintenance(world.deps);
  const answer = await world.request('/maintenance.ics');
  const etag = answer.headers.get('etag') ?? expect.fail('no ETag');
  const text = await answer.text();
  const again = () => world.request('/maintenance.ics', { headers: { 'if-none-match': etag } });
  expect((await again()).status).toBe(304);
  world.wait(HOUR);
  await world.component('Cards');
  expect(await (await world.request('/maintenance.ics')).text()).toBe(text);
  expect((await again()).status).toBe(304);
});

test('withdrawn content leaves the calendar too: a corrected text, and a series without windows', async () => {
  const { deps, owner, pageId } = world;
  await repeat('Backups', 'FREQ=MONTHLY;COUNT=12', NOON + DAY, 'Etc/UTC');
  const windows = await listIncidents(deps.db, pageId, { limit: 50 });
  const first = windows.reduce((a, b) => ((a.scheduledFor ?? 0) < (b.scheduledFor ?? 0) ? a : b));
  const [update] = (await findIncident(deps.db, pageId, first.id))?.updates ?? [];
  const correction = Correction.parse({ body: 'Short stops.', override: 'made up' });
  await correctUpdate(deps, owner, pageId, first.id, update?.id ?? '', correction);
  const later = (await events()).filter(({ from }) => from > NOON + 40 * DAY);
  expect(later.length).toBeGreaterThan(5);
  for (const { text } of later) expect(text).toMatch(/Short stops/);
  for (const { id } of windows) await removeIncident(deps, owner, pageId, id);
  expect(await events()).toEqual([]);
});
