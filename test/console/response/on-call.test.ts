import { readFileSync } from 'node:fs';
import ICAL from 'ical.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addOverride } from '../../../api/actions/on-call/override.ts';
import { saveRotation } from '../../../api/actions/on-call/rotation.ts';
import { createSchedule, requireSchedule } from '../../../api/actions/on-call/schedule.ts';
import { issueToken } from '../../../api/actions/team/token.ts';
import { OverrideInput, RotationInput } from '../../../api/domain/on-call/input.ts';
import { shiftAt } from '../../../api/domain/on-call/shifts.ts';
import { DAY, HOUR, MINUTE } from '../../../api/domain/time/time.ts';
import { dayOf, localInput } from '../../../api/domain/time/zone.ts';
import { listMembers } from '../../../db/team/account.ts';
import { readOnCallFile } from '../../../templates/on-call/read.ts';
import { sendToLoopback } from '../../support/chat/destinations.ts';
import { PagerDuty } from '../../support/chat/pagerduty.ts';
import { clockChanges } from '../../support/world/clock-changes.ts';
import {
  type Browser,
  type ConsoleWorld,
  drawn,
  makeConsole,
  propsIn,
} from '../../support/world/console.ts';
import { announced } from '../../support/world/random.ts';
import { NOON } from '../../support/world/world.ts';

const ON_CALL = '/admin/on-call';
const SCHEDULE = '/admin/on-call/schedules/[id]';
const zone = 'Europe/Berlin';

let world: ConsoleWorld;
let lea: Browser;
let owner: Browser;
let viewer: Browser;
let token: string;
let people: Record<string, string>;
beforeAll(async () => {
  world = await makeConsole();
  lea = await world.as('publisher', 'Lea Lind');
  owner = await world.as('owner', 'Olga Orr');
  viewer = await world.as('viewer', 'Vera Voss');
  await world.as('publisher', 'Gus Gone');
  const named = { name: 'api', role: 'publisher' } as const;
  token = await issueToken(world.deps, world.owner, world.pageId, named);
  const members = await listMembers(world.deps.db, world.pageId);
  people = Object.fromEntries(members.map(({ name, id }) => [name.split(' ')[0] ?? '', id]));
});
afterAll(() => world.close());

const location = (answer: Response) => (answer.headers.get('location') ?? '').replace(/\?.*/, '');
const at = (ms: number) => localInput(ms, zone);
const shown = async (path: string, who = lea) =>
  propsIn(await drawn(await who.get(path)), SCHEDULE);
const api = async (method: string, path: string, body?: object) => {
  const answer = await world.request(`/v1/pages/${world.pageId}${path}`, {
    method,
    headers: { authorization: `OAuth ${token}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, json: text ? JSON.parse(text) : null };
};

let made = 0;
const addSchedule = async (more: Record<string, string | string[]> = {}) => {
  const added = await lea.post(`${ON_CALL}/schedules/new`, { name: `Primary ${++made}`, zone });
  const here = location(added).replace('/rotations/new', '');
  const fields = {
    ...{
      name: 'Weekly',
      people: [people.Lea ?? '', people.Gus ?? '', ''],
      every: '1',
      unit: 'week',
    },
    startsAt: at(NOON - DAY),
    ...more,
  };
  expect((await lea.post(`${here}/rotations/new`, fields)).status).toBe(303);
  return { here, fields };
};

describe('schedules in the console', () => {
  test('begin empty, and a preview shows what a rotation makes before it is saved', async () => {
    expect(propsIn(await drawn(await lea.get(ON_CALL)), ON_CALL).schedules).toEqual([]);
    const { here, fields } = await addSchedule();
    const preview = await lea.post(`${here}/rotations/new`, {
      ...{ ...fields, name: 'Nights', unit: 'day', do: 'preview' },
    });
    const form = propsIn(await drawn(preview), '/admin/on-call/schedules/[id]/rotation');
    expect([preview.status, form.preview?.shifts[0]?.who, form.preview?.gaps]).toEqual([
      ...[200, 'Lea Lind', []],
    ]);
    const { rotations, present, days, next } = await shown(here);
    expect(rotations.map(({ name }) => name)).toEqual(['Weekly']);
    expect([present.people, next?.people]).toEqual([
      [{ id: people.Lea, name: 'Lea Lind' }],
      ['Gus Gone'],
    ]);
    expect(days).toHaveLength(28);
  });

  test('name what is wrong at its field, and let nobody but the team change them', async () => {
    const { here, fields } = await addSchedule();
    const wrong = async (more: Record<string, string | string[]>) =>
      (await drawn(await lea.post(`${here}/rotations/new`, { ...fields, ...more }))).form?.fields;
    expect(await wrong({ people: '' })).toEqual({ people: 'Choose at least one person.' });
    expect(await wrong({ people: 'nobody' })).toEqual({ people: 'Choose people of this team.' });
    expect(await wrong({ every: '27' })).toEqual({ every: 'A shift can have at most 26 weeks.' });
    expect(await wrong({ startsAt: '2026-03-29T02:30' })).toHaveProperty('startsAt');
    const twice = await lea.post(`${ON_CALL}/schedules/new`, { name: `primary ${made}`, zone });
    expect((await drawn(twice)).form?.fields).toEqual({ name: 'Another schedule has this name.' });
    expect((await viewer.post(`${here}/rotations/new`, fields)).status).toBe(403);
    expect((await viewer.get(here)).status).toBe(200);
  });

  test('a shift is taken with one button, and given back', async () => {
    const { here } = await addSchedule();
    const offer = propsIn(
      await drawn(await owner.get(`${here}/overrides`)),
      `${SCHEDULE}/override`,
    );
    expect(offer.onCall.people).toEqual([people.Lea]);
    const taken = await owner.post(`${here}/overrides`, {
      personId: people.Olga ?? '',
      ...{ from: at(offer.from), 'from.was': String(offer.from) },
      ...{ until: at(offer.until), 'until.was': String(offer.until) },
    });
    expect(taken.status).toBe(303);
    const { present, overrides } = await shown(here);
    expect(present.people.map(({ name }) => name)).toEqual(['Olga Orr']);
    await owner.post(`${here}/overrides/${overrides[0]?.id}/end`, {});
    expect((await shown(here)).present.people.map(({ name }) => name)).toEqual(['Lea Lind']);
    const past = { personId: people.Olga ?? '', from: at(NOON - 2 * DAY), until: at(NOON - DAY) };
    expect((await owner.post(`${here}/overrides`, past)).status).toBe(422);
  });

  test('hours that nobody covers are named', async () => {
    const nights = { 'hours.0.days': ['1', '2', '3', '4', '5', '6', '7'] };
    const { here } = await addSchedule({
      ...nights,
      'hours.0.start': '08:00',
      'hours.0.end': '02:00',
    });
    const { gaps } = await shown(here);
    expect(gaps[0]?.words).toBe('Nobody is on call Sat, Nov 21, 02:00–08:00');
    const overview = propsIn(await drawn(await lea.get(ON_CALL)), ON_CALL);
    const listed = overview.schedules.find(({ id }) => here.endsWith(id));
    expect(listed?.gaps[0]?.words).toBe(gaps[0]?.words);
  });
});

test('every surface has the same answer at the same instant', async () => {
  const random = announced('ON_CALL_SURFACES_SEED');
  const upTo = (n: number) => Math.floor(random() * n);
  const { deps, owner: actor, pageId } = world;
  const ids = [people.Lea, people.Olga, people.Gus].map((id) => id ?? '');
  for (const [i, [inZone]] of clockChanges.entries()) {
    const scheduleId = await createSchedule(deps, actor, pageId, {
      name: `Zone ${i}`,
      zone: inZone,
    });
    const on = { pageId, scheduleId };
    const unit = (['hour', 'day', 'week', 'month'] as const)[i % 4] ?? 'week';
    const restrictions = [
      { days: [1, 2, 3, 4, 5, 6], start: upTo(1440), minutes: 600 + upTo(2000) },
    ];
    const input = {
      name: 'A',
      people: ids,
      unit,
      every: 1 + upTo(3),
      startsAt: NOON - upTo(40) * HOUR,
    };
    await saveRotation(deps, actor, on, RotationInput.parse({ ...input, restrictions }));
    for (let n = 0; n < 12; n++) {
      const from = NOON + upTo(28 * 24 * 60) * MINUTE;
      const kind = (['add', 'remove', 'replace'] as const)[upTo(3)];
      const given = { kind, personId: ids[upTo(3)], from, until: from + (1 + upTo(4000)) * MINUTE };
      await addOverride(deps, actor, on, OverrideInput.parse(given));
    }
    const here = `${ON_CALL}/schedules/${scheduleId}`;
    const page = await shown(here);
    await lea.post(`${ON_CALL}/calendar`, { scheduleId });
    const { address } = await shown(here);
    const ics = await (await world.request(new URL(address ?? '').pathname)).text();
    const events = new ICAL.Component(ICAL.parse(ics))
      .getAllSubcomponents('vevent')
      .map((one) => new ICAL.Event(one));
    const names = new Map(ids.map((id, n) => [id, ['Lea Lind', 'Olga Orr', 'Gus Gone'][n]]));
    const inWords = (some: readonly string[]) =>
      some.map((id) => names.get(id)).join(', ') || 'Nobody is on call';
    const schedule = await requireSchedule(deps, pageId, scheduleId);
    for (let n = 0; n < 60; n++) {
      const instant = NOON + upTo(20 * 24 * 60) * MINUTE;
      const path = `/schedules/${scheduleId}/on_call?at=${new Date(instant).toISOString()}`;
      const { json } = n < 12 ? await api('GET', path) : { json: null };
      const day = page.days.find((one) => one.day === dayOf(instant, inZone));
      const entry =
        day?.entries.filter(({ from, until }) => from <= instant && instant < until) ?? [];
      const event = events.filter(
        ({ startDate, endDate }) =>
          startDate.toJSDate().getTime() <= instant && instant < endDate.toJSDate().getTime(),
      );
      const answers = [
        inWords(shiftAt(schedule, instant).people),
        entry.map(({ shift }) => inWords(shift.people)).join(' | '),
        event.map(({ summary }) => summary).join(' | '),
        ...(json ? [inWords(json.people.map(({ id }: { id: string }) => id))] : []),
      ];
      if (new Set(answers).size !== 1)
        expect.fail(`${inZone} ${new Date(instant).toISOString()}: ${answers.join(' ≠ ')}`);
    }
  }
});

test('a calendar has a secret address that is replaced, turned off, and ends with the membership', async () => {
  const { here } = await addSchedule();
  const own = async () => propsIn(await drawn(await lea.get(ON_CALL)), ON_CALL).address;
  await lea.post(`${ON_CALL}/calendar`, { do: 'make' });
  const first = new URL((await own()) ?? '').pathname;
  const answer = await world.request(first);
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'private, no-store']);
  const text = await answer.text();
  expect(text).toContain('SUMMARY:On call: Primary');
  expect(text).not.toContain('Gus');
  await lea.post(`${ON_CALL}/calendar`, { do: 'make' });
  const second = new URL((await own()) ?? '').pathname;
  const statusOf = async (path: string) => (await world.request(path)).status;
  expect([await statusOf(first), await statusOf(second)]).toEqual([404, 200]);
  expect(await statusOf(second.replace(/\.[\w-]{22}\./, `.${'a'.repeat(22)}.`))).toBe(404);
  await lea.post(`${ON_CALL}/calendar`, { do: 'remove' });
  expect([await own(), await statusOf(second)]).toEqual([null, 404]);
  await viewer.post(`${ON_CALL}/calendar`, { scheduleId: here.split('/').at(-1) ?? '' });
  const { address } = await shown(here, viewer);
  await owner.post(`/admin/settings/members/${people.Vera}/remove`, {});
  expect(await statusOf(new URL(address ?? '').pathname)).toBe(404);
});

test('the API makes schedules, rotations and overrides, and refuses what it cannot read', async () => {
  const bad = await api('POST', '/schedules', { schedule: { name: 'By API', time_zone: 'Mars' } });
  expect(bad.status).toBe(422);
  const schedule = { name: 'By API', time_zone: 'America/New_York' };
  const { status, json } = await api('POST', '/schedules', { schedule });
  expect([status, json.rotations]).toEqual([201, []]);
  const path = `/schedules/${json.id}`;
  expect((await api('GET', `${path}/on_call`)).json).toMatchObject({ gap: true, people: [] });
  const rotation = {
    people: ['lea.lind@example.com', people.Olga],
    unit: 'day',
    starts_at: '2026-11-16T09:00',
  };
  const added = await api('POST', `${path}/rotations`, { rotation });
  expect([added.status, added.json.starts_at]).toEqual([201, '2026-11-16T14:00:00.000Z']);
  const now = await api('GET', `${path}/on_call?at=2026-11-20T15:00:00Z`);
  expect(now.json).toMatchObject({
    ...{ gap: false, from: '2026-11-20T14:00:00.000Z', until: '2026-11-21T14:00:00.000Z' },
    people: [{ id: people.Lea, name: 'Lea Lind' }],
  });
  const override = {
    person: people.Olga,
    from: '2026-11-20T15:00:00Z',
    until: '2026-11-20T16:00:00Z',
  };
  const made = await api('POST', `${path}/overrides`, { override });
  expect([made.status, made.json.kind]).toEqual([201, 'replace']);
  const shifts = await api(
    'GET',
    `${path}/shifts?from=2026-11-20T14:00:00Z&until=2026-11-21T14:00:00Z`,
  );
  expect(shifts.json.map(({ people: on }: { people: { name: string }[] }) => on[0]?.name)).toEqual([
    ...['Lea Lind', 'Olga Orr', 'Lea Lind'],
  ]);
  expect((await api('DELETE', `${path}/overrides/${made.json.id}`)).status).toBe(204);
  const patched = await api('PATCH', `${path}/rotations/${added.json.id}`, {
    rotation: { every: 2 },
  });
  expect([patched.json.every, patched.json.people.length]).toEqual([2, 2]);
  expect(patched.json.schedule_gaps).toEqual([]);
  const hours = [{ days: [1, 2, 3, 4, 5], start: '09:00', minutes: 480 }];
  const limited = await api('PATCH', `${path}/rotations/${added.json.id}`, {
    rotation: { hours },
  });
  // From Friday at 17:00 to Monday at 9:00, by the clocks of New York.
  expect(limited.json.schedule_gaps).toContainEqual({
    ...{ from: '2026-11-27T22:00:00.000Z', until: '2026-11-30T14:00:00.000Z' },
  });
  expect((await api('GET', path)).json.gaps).toEqual(limited.json.schedule_gaps);
  const stranger = { rotation: { people: ['stranger@example.com'] } };
  expect((await api('PATCH', `${path}/rotations/${added.json.id}`, stranger)).status).toBe(422);
  expect(
    (await api('GET', `${path}/shifts?from=2026-01-01T00:00:00Z&until=2030-01-01T00:00:00Z`))
      .status,
  ).toBe(400);
  expect((await api('DELETE', path)).status).toBe(204);
  expect((await api('GET', path)).status).toBe(404);
});

test('alerts and policies of a handbook are reviewed, then stored, and go out with the same meaning', async () => {
  const fixture = (name: string) =>
    readFileSync(new URL(`../../fixtures/on-call/${name}.yaml`, import.meta.url), 'utf8');
  const path = `${ON_CALL}/import`;
  const send = async (values: Record<string, string>) => {
    const answer = await lea.post(path, values);
    return answer.status === 303 ? null : propsIn(await drawn(answer), path);
  };
  const both = `${fixture('escalation-policy')}---\n${fixture('alerts')}`;
  const shownFirst = await send({ text: both, do: 'look' });
  expect(shownFirst?.plan?.alerts.map(({ becomes, notes }) => [becomes, notes])).toEqual([
    ['added', ['No schedule is called “on-call-primary”']],
    ['added', ['No schedule is called “on-call-primary”']],
  ]);
  const targets = (read: typeof shownFirst) =>
    read?.plan?.policies[0]?.targets.map(({ id, match }) => [id, match?.name ?? null]);
  expect(targets(shownFirst)).toEqual([
    ['P123ABC', null],
    ['P456DEF', null],
  ]);
  const chosen = { 'target.user:P456DEF': people.Lea ?? '' };
  expect(await send({ text: both, do: 'import', ...chosen })).toBeNull();
  const again = await send({ text: both, do: 'look' });
  expect(targets(again)).toEqual([
    ['P123ABC', null],
    ['P456DEF', 'Lea Lind'],
  ]);
  expect(again?.plan?.alerts.map(({ becomes }) => becomes)).toEqual(['unchanged', 'unchanged']);
  const file = await (await lea.get(`${ON_CALL}/export`)).text();
  expect(readOnCallFile(file).alerts).toEqual(readOnCallFile(fixture('alerts')).alerts);
  const all = { ...chosen, 'target.user:P123ABC': people.Olga ?? '' };
  expect((await owner.post(path, { text: both, do: 'import', ...all })).status).toBe(303);
  expect((await owner.post(path, { text: both, do: 'import' })).status).toBe(303);
  const exported = readOnCallFile(await (await lea.get(`${ON_CALL}/export`)).text());
  expect(exported).toEqual({
    ...readOnCallFile(both),
    policies: readOnCallFile(fixture('escalation-policy')).policies,
  });
  const wrong = await lea.post(path, { text: 'alerts: [{name: CPU}]', do: 'look' });
  expect([wrong.status, (await drawn(wrong)).form?.fields.text]).toEqual([
    ...[422, expect.stringContaining('CPU')],
  ]);
});

test('buttons add and remove levels of a policy, and the rest of the form stays as it was typed', async () => {
  const path = `${ON_CALL}/escalation/new`;
  const press = async (values: Record<string, string | string[]>, button: string) => {
    const answer = await owner.post(path, { ...values, do: button });
    expect(answer.status).toBe(200);
    const { do: _, ...rest } = (await drawn(answer)).form?.values ?? {};
    return rest;
  };
  const targets = ['role:commander', 'role:owners'];
  const first = { name: 'Night', 'levels.0.after': '5', 'levels.0.targets': targets };
  const two = await press(first, 'add level');
  expect(two).toEqual({ ...first, 'levels.1.after': '', 'levels.1.severityAtLeast': '' });
  const typed = { ...two, 'levels.1.after': 'soon', 'levels.1.targets': 'role:scribe' };
  const three = await press(typed, 'add level');
  expect(await press({ ...three, 'levels.2.after': '9' }, 'remove level 1')).toEqual({
    ...{ ...first, 'levels.1.after': '9', 'levels.1.severityAtLeast': '' },
  });
  const left = await press(three, 'remove level 0');
  expect(left).toMatchObject({ 'levels.0.after': 'soon', 'levels.0.targets': 'role:scribe' });
  const refused = await owner.post(path, left);
  expect((await drawn(refused)).form?.fields).toHaveProperty('levels.0.after');
  await owner.post(path, { ...left, 'levels.0.after': '0' });
  const stored = propsIn(
    await drawn(await owner.get(`${ON_CALL}/escalation`)),
    `${ON_CALL}/escalation`,
  );
  const { levels } = stored.policies.find(({ name }) => name === 'Night') ?? {};
  expect(levels).toMatchObject([{ after: 0, targets: [{ type: 'role', role: 'scribe' }] }]);
});

test('an edit that changes nothing changes nobody’s shift, and the past stays', async () => {
  const { here, fields } = await addSchedule({ startsAt: at(NOON - 10 * DAY) });
  const before = await shown(here);
  const [rotation] = before.rotations;
  const path = `${here}/rotations/${rotation?.rotationId}`;
  const form = propsIn(await drawn(await lea.get(path)), `${SCHEDULE}/rotation`);
  expect(form.rotation?.people).toEqual([people.Gus, people.Lea]);
  const same = { ...fields, people: [...(form.rotation?.people ?? [])] };
  await lea.post(path, { ...same, startsAt: at(form.rotation?.startsAt ?? 0) });
  const after = await shown(here);
  const who = ({ days }: typeof before) =>
    days.map(({ day, entries }) => [day, entries.map(({ shift }) => shift.people)]);
  expect(who(after)).toEqual(who(before));
  world.wait(3 * DAY);
  await lea.post(path, { ...same, people: [people.Lea ?? ''] });
  expect((await shown(here)).present.people.map(({ name }) => name)).toEqual(['Lea Lind']);
  const { days } = await shown(`${here}?from=2026-11-16`);
  const saturday = days.find(({ day }) => day === '2026-11-21');
  expect(saturday?.entries.map(({ shift }) => shift.people)).toEqual([[people.Gus]]);
});

test('who leaves the team is named in the gap, and in the shifts of the past', async () => {
  const { here } = await addSchedule({ people: [people.Gus ?? ''], startsAt: at(NOON - 10 * DAY) });
  world.wait(2 * DAY);
  await owner.post(`/admin/settings/members/${people.Gus}/remove`, {});
  const { present, gaps, days } = await shown(here);
  expect(present.people).toEqual([]);
  expect(gaps[0]?.words).toMatch(
    /^Nobody is on call Wed, Nov 25, 13:00 – .*: Gus Gone isn’t on the team$/,
  );
  const tuesday = days.find(({ day }) => day === '2026-11-24');
  expect(tuesday?.entries.map(({ shift }) => shift.people)).toEqual([[people.Gus], [people.Gus]]);
  const asked = `/schedules/${here.split('/').at(-1)}/on_call?at=2026-11-24T12:00:00Z`;
  const { json } = await api('GET', asked);
  expect(json.people).toEqual([{ id: people.Gus, name: 'Gus Gone' }]);
});

describe('the page of PagerDuty', () => {
  const PAGER = '/admin/on-call/escalation/pagerduty';
  const KEY = 'R0123456789012345678901234567abc';
  const settings = async () => propsIn(await drawn(await owner.get(PAGER)), PAGER).settings;
  let pager: PagerDuty;
  beforeAll(async () => {
    pager = await new PagerDuty().start();
    pager.services.add(KEY);
    const send: typeof sendToLoopback = (request) =>
      sendToLoopback({ ...request, url: request.url.replace(/^https:\/\/[^/]+/, pager.url) });
    Object.assign(world.deps, { send });
  });
  afterAll(() => pager.stop());

  test('takes a key, tests it, says what PagerDuty refuses, and shows no more than its end', async () => {
    expect((await lea.get(PAGER)).status).toBe(403);
    expect(await settings()).toBeNull();
    const refused = await owner.post(PAGER, { do: 'save', routingKey: 'short', region: 'us' });
    expect(refused.status).toBe(422);
    expect((await drawn(refused)).form?.fields).toEqual({
      routingKey: 'An integration key has 32 letters and digits.',
    });
    await owner.post(PAGER, { do: 'save', routingKey: ` ${KEY} `, region: 'eu' });
    expect(await settings()).toEqual({ region: 'eu', key: '…7abc', failedAt: null, failure: null });
    const tested = await owner.post(PAGER, { do: 'test' });
    expect(tested.headers.get('location')).toBe(`${PAGER}?done=pagerduty-test`);
    expect(pager.log.map((line) => line.split(' ')[0])).toEqual(['trigger', 'resolve']);

    pager.services.clear();
    const failed = await owner.post(PAGER, { do: 'test' });
    expect(failed.status).toBe(422);
    expect((await drawn(failed)).form?.fields.routingKey).toMatch(/PagerDuty/);
    expect(JSON.stringify(await drawn(await owner.get(PAGER)))).not.toContain(KEY);
    await owner.post(PAGER, { do: 'remove' });
    expect(await settings()).toBeNull();
    expect((await owner.post(PAGER, { do: 'test' })).status).toBe(404);
  });
});
