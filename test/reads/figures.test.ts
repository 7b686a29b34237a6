import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Correction, correctUpdate } from '../../api/actions/correction/correction.ts';
import { NewDrill, startDrill } from '../../api/actions/drill/start.ts';
import {
  chooseMonthlySummary,
  sendMonthlySummaries,
} from '../../api/actions/figures/monthly-summary.ts';
import { createIncident, patchIncident } from '../../api/actions/incident/index.ts';
import { IncidentPatch, NewIncident } from '../../api/actions/incident/input.ts';
import { acknowledge } from '../../api/actions/room/acknowledge.ts';
import { NewMilestone, setMilestone } from '../../api/actions/room/card.ts';
import { type MeasureKey, measureKeys } from '../../api/domain/figures/measure.ts';
import type { Actor } from '../../api/domain/response/role.ts';
import { readFigures } from '../../api/reads/figures.ts';
import { findIncident } from '../../db/incident/incident.ts';
import { directMail } from '../../db/schema/index.ts';
import { shippedScenarios } from '../../templates/drill/scenarios.ts';
import { addMember } from '../support/world/people.ts';
import { makeWorld, type World } from '../support/world/world.ts';

/**
 * Each line: what happens on a day, by UTC unless a time has an offset; then, counted by hand, the
 * time to acknowledge, to the first public update, to diagnose, to mitigate and to resolve.
 */
const TABLE = `
# In order
plain          | 2026-10-05 | 10:00:00 script opens SEV1; 10:03:20 acknowledges; 10:12:05 identified; 10:30:00 monitoring; 10:47:41 resolved | 3:20 | 0:00 | 12:05 | 30:00 | 47:41
by publishing  | 2026-10-05 | 11:00:00 script opens SEV2; 11:06:10 identified; 11:20:00 resolved | 6:10 | 0:00 | 6:10 | 20:00 | 20:00
only machines  | 2026-10-05 | 12:00:00 script opens SEV2; 12:05:00 script resolved | - | 0:00 | - | 5:00 | 5:00
noticed late   | 2026-10-05 | 09:00:00 person opens SEV1 since 08:50:00; 09:08:30 identified; 09:21:00 monitoring; 09:33:03 resolved | 10:00 | 10:00 | 18:30 | 31:00 | 43:03
no cause       | 2026-10-06 | 14:00:00 person opens SEV3; 14:45:15 resolved | 0:00 | 0:00 | - | 45:15 | 45:15
straight fix   | 2026-10-06 | 15:00:00 person opens SEV2; 15:10:00 monitoring; 15:25:30 resolved | 0:00 | 0:00 | 10:00 | 10:00 | 25:30
# Reopened
again          | 2026-10-07 | 06:00:00 script opens SEV1; 06:02:00 acknowledges; 06:10:00 identified; 06:30:00 resolved; 07:00:00 investigating; 07:45:45 resolved | 2:00 | 0:00 | 10:00 | 1:45:45 | 1:45:45
mitigated once | 2026-10-07 | 06:00:00 person opens SEV2; 06:20:00 monitoring; 06:40:00 resolved; 08:00:00 identified; 08:30:00 resolved | 0:00 | 0:00 | 20:00 | 20:00 | 2:30:00
open again     | 2026-10-07 | 10:00:00 person opens SEV3; 10:20:00 resolved; 10:40:00 investigating | 0:00 | 0:00 | - | - | -
not resolved   | 2026-10-07 | 10:00:00 person opens SEV2; 10:30:00 resolved; 10:35:00 says resolved at 10:25:00; 11:00:00 investigating; 11:40:00 resolved | 0:00 | 0:00 | - | 1:40:00 | 1:40:00
# Internal only
internal       | 2026-10-08 | 20:00:00 person opens internal SEV3; 20:15:00 identified; 21:00:00 resolved | 0:00 | - | 15:00 | 1:00:00 | 1:00:00
made public    | 2026-10-08 | 20:00:00 person opens internal SEV2; 20:12:34 makes public; 20:40:00 resolved | 0:00 | 12:34 | - | 40:00 | 40:00
restricted     | 2026-10-08 | 22:00:00 person opens restricted SEV1; 22:30:00 identified; 23:00:00 resolved | 0:00 | - | 30:00 | 1:00:00 | 1:00:00
# Back-dated
recorded later | 2026-10-09 | 09:00:00 person opens resolved SEV2 since 01:00:00 ended 03:10:00 | - | - | - | 2:10:00 | 2:10:00
late by script | 2026-10-09 | 09:00:00 script opens SEV2 shown as of 07:30:00; 09:05:00 acknowledges; 10:00:00 resolved | 1:35:00 | 1:30:00 | - | 2:30:00 | 2:30:00
no length      | 2026-10-09 | 09:00:00 script opens resolved SEV3 shown as of 02:00:00 | - | - | - | - | -
already over   | 2026-10-09 | 09:00:00 person opens SEV2 since 08:00:00; 09:30:00 resolved ended 08:40:00 | - | - | - | 40:00 | 40:00
# Milestones and times put right
acknowledged   | 2026-10-12 | 10:00:00 script opens SEV1; 10:09:00 acknowledges; 10:50:00 resolved; 11:00:00 says acknowledged at 10:02:30 | 2:30 | 0:00 | - | 50:00 | 50:00
twice          | 2026-10-12 | 12:00:00 person opens SEV2; 12:40:00 resolved; 13:00:00 says mitigated at 12:20:10; 13:05:00 says mitigated at 12:18:00 | 0:00 | 0:00 | - | 18:00 | 40:00
resolved       | 2026-10-12 | 14:00:00 person opens SEV2; 14:30:00 resolved; 14:35:00 says resolved at 14:25:00 | 0:00 | 0:00 | - | 25:00 | 25:00
by phone       | 2026-10-12 | 15:00:00 person opens internal SEV1; 15:30:00 resolved; 15:40:00 says announced at 15:07:00; 15:41:00 says diagnosed at 15:20:00 | 0:00 | 7:00 | 20:00 | 30:00 | 30:00
moved cause    | 2026-10-13 | 10:00:00 person opens SEV1; 10:30:00 identified; 10:45:00 resolved; 11:00:00 moves identified to 10:16:16 | 0:00 | 0:00 | 16:16 | 45:00 | 45:00
moved start    | 2026-10-13 | 12:00:00 person opens SEV2; 12:30:00 resolved; 13:00:00 moves investigating to 11:48:00 | 12:00 | 12:00 | - | 42:00 | 42:00
before start   | 2026-10-13 | 14:00:00 script opens SEV2; 14:05:00 acknowledges; 14:06:00 says acknowledged at 13:58:00; 14:20:00 resolved | 0:00 | 0:00 | - | 20:00 | 20:00
not mitigated  | 2026-10-13 | 16:00:00 person opens SEV2; 16:10:00 monitoring; 16:15:00 says not mitigated; 17:00:00 resolved | 0:00 | 0:00 | 10:00 | 1:00:00 | 1:00:00
# Zones and clock changes
Berlin, autumn | 2026-10-25 | 02:30:00+02:00 person opens SEV2; 02:30:00+01:00 resolved | 0:00 | 0:00 | - | 1:00:00 | 1:00:00
New York       | 2026-11-01 | 00:30:00-04:00 person opens SEV1; 01:15:00-04:00 identified; 01:15:00-05:00 resolved | 0:00 | 0:00 | 45:00 | 1:45:00 | 1:45:00
Berlin, spring | 2026-03-29 | 01:50:00+01:00 person opens SEV3; 03:10:00+02:00 resolved | 0:00 | 0:00 | - | 20:00 | 20:00
three zones    | 2026-10-09 | 09:00:00+09:00 script opens SEV1; 05:34:00+05:30 acknowledges; 06:15:00+05:30 resolved | 4:00 | 0:00 | - | 45:00 | 45:00
three days     | 2026-10-14 | 23:59:59 person opens SEV3; 2026-10-17 00:00:01 resolved | 0:00 | 0:00 | - | 48:00:02 | 48:00:02
`;

type Row = { name: string; day: string; story: string; expected: string[] };
const rows: Row[] = TABLE.split('\n')
  .filter((line) => line.includes('|'))
  .map((line) => {
    const [name = '', day = '', story = '', ...expected] = line
      .split('|')
      .map((cell) => cell.trim());
    return { name, day, story, expected };
  });

let world: World;
let ada: Actor;
let script: Actor;
const ids = new Map<string, string>();
const END = Date.UTC(2026, 11, 1);
const TEXT = 'We are looking into it.';

const at = (ms: number) => world.wait(ms - world.deps.clock());
/** `10:00:00`, `10:00:00+02:00` or `2026-10-17 10:00:00`. */
const instantOf = (day: string, written: string): number => {
  const [date, time = ''] = written.includes(' ') ? written.split(' ') : [day, written];
  return Date.parse(`${date}T${/[+-]\d\d:\d\d$/.test(time) ? time : `${time}Z`}`);
};
const TIME = String.raw`(?:\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d(?:[+-]\d\d:\d\d)?`;

beforeAll(async () => {
  world = await makeWorld();
  const person = { name: 'Ada', email: 'ada@example.com', password: 'correct horse battery' };
  const id = await addMember(world.deps, world.owner, world.pageId, { ...person, role: 'owner' });
  ada = { ...world.owner, id };
  script = {
    ...world.owner,
    kind: 'token',
    id: 'token0000001',
    name: 'A script',
    role: 'publisher',
  };
  for (const row of rows) await tell(row);
  await practiceAndMaintain();
  at(END);
});
afterAll(() => world.close());

/** What the figures leave out. */
async function practiceAndMaintain(): Promise<void> {
  const { deps, pageId } = world;
  at(Date.UTC(2026, 9, 20, 10));
  const drill = NewDrill.parse({ scenario: Object.keys(shippedScenarios)[0] });
  await startDrill(deps, ada, pageId, drill);
  const [scheduledFor, scheduledUntil] = [Date.UTC(2026, 9, 21, 2), Date.UTC(2026, 9, 21, 3)];
  const planned = { name: 'New switches', state: 'scheduled', scheduledFor, scheduledUntil };
  await createIncident(deps, ada, pageId, NewIncident.parse(planned));
}

async function tell({ name, day, story }: Row): Promise<void> {
  for (const step of story.split(';').map((one) => one.trim())) {
    const [, time = '', what = ''] = new RegExp(`^(${TIME}) (.+)$`).exec(step) ?? [];
    at(instantOf(day, time));
    await act(name, day, what);
  }
}

async function act(name: string, day: string, what: string): Promise<void> {
  const { deps, pageId } = world;
  const timeAfter = (words: string): number | null => {
    const written = new RegExp(`${words} (${TIME})`).exec(what)?.[1];
    return written ? instantOf(day, written) : null;
  };
  if (/^\w+ opens /.test(what)) {
    const opened = await createIncident(
      deps,
      what.startsWith('script') ? script : ada,
      pageId,
      NewIncident.parse({
        ...{
          name,
          body: TEXT,
          state: what.includes('opens resolved') ? 'resolved' : 'investigating',
        },
        severity: /SEV\d/.exec(what)?.[0] ?? null,
        audience: /opens (internal|restricted)/.exec(what)?.[1],
        ...{ since: timeAfter('since'), endedAt: timeAfter('ended') },
        startedAt: timeAfter('shown as of'),
      }),
    );
    ids.set(name, opened.id);
    return;
  }
  const incidentId = ids.get(name) ?? '';
  const room = { pageId, incidentId };
  if (what === 'acknowledges') return acknowledge(deps, ada, room);
  const said = /^says (\w+)/.exec(what)?.[1];
  if (said) {
    const values =
      said === 'not' ? { kind: 'mitigated', level: 'none' } : { kind: said, at: timeAfter('at') };
    await setMilestone(deps, ada, room, NewMilestone.parse({ ...values, reason: 'By the log.' }));
    return;
  }
  const moved = /^moves (\w+)/.exec(what)?.[1];
  if (moved) {
    const found = await findIncident(deps.db, pageId, incidentId);
    const update = found?.updates.find(({ state }) => state === moved)?.id ?? '';
    const correction = Correction.parse({ displayAt: timeAfter('to') });
    await correctUpdate(deps, ada, pageId, incidentId, update, correction);
    return;
  }
  const state = /(identified|monitoring|resolved|investigating)/.exec(what)?.[1] ?? 'investigating';
  const patch = IncidentPatch.parse({
    ...{ state, body: TEXT, endedAt: timeAfter('ended') },
    ...(what === 'makes public' ? { audience: 'public' } : {}),
  });
  await patchIncident(deps, what.startsWith('script') ? script : ada, pageId, incidentId, patch);
}

const clock = (ms: number | null): string => {
  if (ms === null) return '-';
  const seconds = Math.round(ms / 1000);
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (n: number) => String(n).padStart(2, '0');
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
};

const figuresFor = async (personId: string | null, query = {}) => {
  const { deps, pageId } = world;
  const reader = {
    page: { id: pageId, timeZone: 'Europe/Berlin', severityScale: null, workingHours: null },
    personId,
    now: END,
  };
  return (await readFigures(deps.db, reader, { period: 'all', ...query })).figures;
};

test('the figures of thirty incidents are equal to the second to those counted by hand', async () => {
  const { incidents } = await figuresFor(ada.id);
  const shown: readonly MeasureKey[] = measureKeys.filter(
    (key) => key !== 'notify' && key !== 'inform',
  );
  const counted = rows.map(({ name, expected }) => [name, ...expected].join(' | '));
  const found = rows.map(({ name }) => {
    const one = incidents.find(({ id }) => id === ids.get(name));
    return [name, ...shown.map((key) => clock(one?.durations[key] ?? null))].join(' | ');
  });
  expect(found).toEqual(counted);
  expect(incidents).toHaveLength(30);
});

test('a restricted incident counts only for the people it names', async () => {
  for (const person of [null, 'somebodyelse']) {
    const { incidents } = await figuresFor(person);
    expect(incidents).toHaveLength(29);
    expect(incidents.map(({ name }) => name)).not.toContain('restricted');
  }
});

test('filters leave out other severities, periods and incidents that readers never saw', async () => {
  const namesOf = async (query: object) =>
    (await figuresFor(ada.id, query)).incidents.map(({ name }) => name).sort();
  expect(await namesOf({ severity: 'SEV3', visibility: 'internal' })).toEqual(['internal']);
  expect(await namesOf({ visibility: 'internal' })).toEqual(['by phone', 'internal', 'restricted']);
  // Half past two on October 25 in Berlin, and the night to November 1 in New York: the page is in Berlin.
  expect(await namesOf({ period: '2026-03' })).toEqual(['Berlin, spring']);
  expect(await namesOf({ period: '2026-11' })).toEqual(['New York']);
});

test('the median, the 90th percentile and the mean are those of a spreadsheet', async () => {
  const { measures } = await figuresFor(ada.id, { severity: 'SEV1' });
  const of = (key: MeasureKey) => {
    const overall = measures.find((one) => one.key === key)?.overall;
    return (
      overall && [overall.count, clock(overall.median), clock(overall.p90), clock(overall.mean)]
    );
  };
  // 0:00, 0:00, 0:00, 0:00, 2:00, 2:30, 3:20, 4:00, 10:00
  expect(of('acknowledge')).toEqual([9, '2:00', '5:12', '2:26']);
  // 12:05, 18:30, 10:00, 30:00, 20:00, 16:16, 45:00 sorted: 10:00 12:05 16:16 18:30 20:00 30:00 45:00
  expect(of('diagnose')).toEqual([7, '18:30', '36:00', '21:42']);
});

test('the monthly summary is mailed once, on the first day of the next month, to those who asked', async () => {
  const { deps, pageId } = world;
  const letters = () =>
    deps.db.select().from(directMail).where(eq(directMail.kind, 'monthly_summary'));
  const run = async (when: string) => {
    at(Date.parse(when));
    await Promise.all([1, 2, 3, 4, 5].map(() => sendMonthlySummaries(deps)));
    return letters();
  };
  at(Date.parse('2026-10-20T12:00Z'));
  await chooseMonthlySummary(deps, ada, { id: pageId, timeZone: 'Etc/UTC' }, true);
  expect(await run('2026-11-01T07:59Z')).toEqual([]);
  const [summary, ...more] = await run('2026-11-01T08:00Z');
  expect(more).toEqual([]);
  expect(summary).toMatchObject({ to: 'ada@example.com', subject: 'Incidents in October 2026' });
  expect(summary?.text).toContain('There were 28 incidents, of which 1 is still open.');
  expect(summary?.text).toMatch(/Time to resolve: median .+; \d+ of \d+ within 1 hour/);
  expect(summary?.text).toContain('/admin/insights?period=2026-10');
  for (const { name } of rows) expect(summary?.text).not.toContain(`“${name}”`);
  expect(await run('2026-11-30T23:00Z')).toHaveLength(1);
  expect(await run('2026-12-01T09:00Z')).toHaveLength(2);
  await chooseMonthlySummary(deps, ada, { id: pageId, timeZone: 'Etc/UTC' }, false);
  expect(await run('2027-01-01T09:00Z')).toHaveLength(2);
});
