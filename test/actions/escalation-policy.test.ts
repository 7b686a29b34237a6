import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createPolicy, removePolicy, savePolicy } from '../../api/actions/escalation/policy.ts';
import {
  createIncident,
  patchIncident,
  setInternalFields,
} from '../../api/actions/incident/index.ts';
import { IncidentPatch, NewIncident } from '../../api/actions/incident/input.ts';
import { escalateObligations } from '../../api/actions/obligation/escalate.ts';
import { addOverride } from '../../api/actions/on-call/override.ts';
import { createSchedule } from '../../api/actions/on-call/schedule.ts';
import { saveSeverityScale, saveWorkingHours } from '../../api/actions/page/promise-settings.ts';
import { acknowledge } from '../../api/actions/room/acknowledge.ts';
import { escalateNow, setBusinessImpact } from '../../api/actions/room/escalate-now.ts';
import { addEvent } from '../../api/actions/room/event.ts';
import { assignRoles } from '../../api/actions/room/role.ts';
import { EscalationPolicy } from '../../api/domain/escalation/policy.ts';
import { standardScale } from '../../api/domain/response/severity.ts';
import { HOUR, MINUTE } from '../../api/domain/time/time.ts';
import { standardCalendar } from '../../api/domain/time/working-time.ts';
import { readObligations } from '../../api/reads/obligations.ts';
import { listPolicies } from '../../db/escalation/policy.ts';
import { findPage } from '../../db/page/page.ts';
import { findIncidentRow } from '../../db/room/event.ts';
import { addPerson } from '../support/world/people.ts';
import { makeWorld, NOON, type World } from '../support/world/world.ts';

let world: World;
let emptySchedule: string;
const people = {} as Record<'lea' | 'cleo' | 'olga' | 'tim', string>;
const script = { kind: 'token', id: 'bridge', name: 'bridge', role: 'publisher' } as const;
const add = async (name: string, role?: 'publisher' | 'owner') =>
  (await addPerson(world, name, role)).id;
beforeAll(async () => {
  world = await makeWorld();
  people.lea = await add('Lea', 'publisher');
  people.cleo = await add('Cleo', 'publisher');
  people.tim = await add('Tim', 'publisher');
  people.olga = await add('Olga', 'owner');
  emptySchedule = await createSchedule(world.deps, world.owner, world.pageId, {
    name: 'Nights',
    zone: 'Etc/UTC',
  });
  const levels = standardScale.map((level) => ({ ...level, requiredRoles: [] }));
  await saveSeverityScale(world.deps, world.owner, world.pageId, { levels });
});
afterAll(() => world.close());
beforeEach(async () => {
  world.wait(60 * MINUTE); // the same text again at once would be a duplicate
  await world.deps.db.$client.executeMultiple(
    'delete from letter; delete from obligation; delete from escalation_policy',
  );
});

type Person = keyof typeof people;
const by = (name: Person) =>
  ({ kind: 'user', id: people[name], name: name, role: 'publisher' }) as const;
const opened = async (
  severity: string | null,
  actor: Parameters<typeof createIncident>[1] = script,
  name = 'Payments fail',
) => {
  const input = { name, state: 'investigating', body: 'Looking.', severity };
  return (await createIncident(world.deps, actor, world.pageId, NewIncident.parse(input))).id;
};
const room = (incidentId: string) => ({ pageId: world.pageId, incidentId });
const mails = async () =>
  (await world.deps.db.$client.execute('select "to", subject from letter order by rowid')).rows.map(
    (row) => ({ to: String(row.to).replace('@example.com', ''), subject: String(row.subject) }),
  );
/**
 * Who is mailed in which minute; minute 0 is that of the opening. The clock is looked at, twice, in the
 * minutes that something is expected or done, in the ones before, and at the end.
 */
async function mailedBy(
  minutes: number,
  expected: string,
  happens: readonly { minute: number; run: () => Promise<unknown> }[] = [],
) {
  const seen: string[] = [];
  const before = (await mails()).length;
  const start = world.deps.clock();
  const told = expected.split(', ').flatMap((one) => (one ? [Number.parseInt(one, 10)] : []));
  const looks = [0, ...happens.map(({ minute }) => minute), ...told, minutes];
  const all = new Set(looks.flatMap((minute) => [Math.max(0, minute - 1), minute]));
  for (const minute of [...all].sort((a, b) => a - b)) {
    world.wait(start + minute * MINUTE - world.deps.clock());
    for (const { run } of happens.filter((one) => one.minute === minute)) await run();
    await Promise.all([escalateObligations(world.deps), escalateObligations(world.deps)]);
    const now = (await mails()).slice(before);
    seen.push(...now.slice(seen.length).map(({ to }) => `${minute} ${to}`));
  }
  return expect(seen.join(', ')).toBe(expected);
}

/** `5 lea cleo`, `- SEV1 tim`, `30 ! commander owners`, `0 all lea cleo`: when, conditions, whom. */
const policyOf = (written: string, more: object = {}) =>
  EscalationPolicy.parse({
    name: 'On call',
    levels: written.split(',').map((level) => {
      const [after = '', ...words] = level.trim().split(/\s+/);
      const isWho = (word: string) => word in people || ['commander', 'owners'].includes(word);
      return {
        after: after === '-' ? null : Number(after),
        severityAtLeast: words.find((word) => word.startsWith('SEV')) ?? null,
        businessImpact: words.includes('!'),
        acknowledgedBy: words.includes('all') ? 'all' : 'any',
        targets: words
          .filter((word) => isWho(word) || word === 'nobody')
          .map((word) =>
            word === 'nobody'
              ? { type: 'schedule', id: emptySchedule }
              : word in people
                ? { type: 'person', id: people[word as Person] } // checked
                : { type: 'role', role: word },
          ),
      };
    }),
    ...more,
  });
const store = (written: string, more: object = {}) =>
  createPolicy(world.deps, world.owner, world.pageId, policyOf(written, more));

/** The policy, severity, what happens (minute and what), until when, and who is notified when. */
const cases = `
  0 lea, 5 cleo, 30 owners            | SEV1 |                    | 60 | 0 lea, 5 cleo, 30 olga
  0 lea, 5 cleo, 30 owners            | SEV4 |                    | 60 | 0 lea, 5 cleo, 30 olga
  0 lea, 5 cleo, 30 owners            | none |                    | 60 |
  0 lea, 5 cleo, 30 SEV1 owners       | SEV1 |                    | 60 | 0 lea, 0 olga, 5 cleo
  0 lea, 5 cleo, 30 SEV1 owners       | SEV2 |                    | 60 | 0 lea, 5 cleo, 30 olga
  0 lea, - SEV2 owners                | SEV3 |                    | 60 | 0 lea
  0 lea, - SEV2 owners                | SEV3 | 7 SEV2             | 60 | 0 lea, 7 olga
  0 lea, 5 cleo, - ! owners           | SEV1 |                    | 60 | 0 lea, 5 cleo
  0 lea, 5 cleo, - ! owners           | SEV1 | 3 impact           | 60 | 0 lea, 3 olga, 5 cleo
  0 lea, 5 cleo, - ! owners           | SEV1 | 40 impact          | 60 | 0 lea, 5 cleo, 40 olga
  0 nobody, 5 cleo, 30 owners         | SEV1 |                    | 60 | 0 cleo, 25 olga
  0 lea, 5 nobody, 30 owners          | SEV1 |                    | 60 | 0 lea, 5 olga
  0 commander, 5 nobody, 30 nobody    | SEV1 |                    | 60 | 0 olga
  10 lea, 20 cleo                     | SEV1 | 12 acknowledge     | 60 | 10 lea
  0 lea, 5 cleo, 30 owners            | SEV1 | 2 update           | 60 | 0 lea
  0 lea, 5 cleo, 30 owners            | SEV1 | 6 resolve          | 60 | 0 lea, 5 cleo
  0 all lea cleo, 10 owners           | SEV1 | 2 ack lea          | 20 | 0 lea, 0 cleo, 10 olga
  0 all lea cleo, 10 owners           | SEV1 | 2 ack lea, 4 ack cleo | 20 | 0 lea, 0 cleo
  0 lea, 10 all cleo tim, 20 owners   | SEV1 | 5 ack cleo         | 30 | 0 lea
  0 lea cleo, 10 owners               | SEV1 | 2 ack lea          | 20 | 0 lea, 0 cleo
  0 lea, 10 cleo; 2 x 15              | SEV1 |                    | 90 | 0 lea, 10 cleo, 25 lea, 35 cleo, 50 lea, 60 cleo
  0 lea, 10 cleo; 2 x 15              | SEV1 | 27 acknowledge     | 90 | 0 lea, 10 cleo, 25 lea
  0 lea, 5 cleo, 30 owners            | SEV1 | 2 escalate         | 60 | 0 lea, 2 cleo, 30 olga
  0 lea, 5 cleo, 30 owners            | SEV1 | 2 escalate, 3 escalate | 60 | 0 lea, 2 cleo, 3 olga
  0 lea, 5 cleo, 30 owners            | SEV1 | 1 ack lea, 3 escalate lea | 60 | 0 lea, 3 cleo, 28 olga
  standard                            | SEV1 | 1 escalate         | 30 | 1 olga
  standard                            | SEV1 | 20 escalate        | 30 | 5 olga, 20 olga`
  .trim()
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([policy = '', severity = '', story = '', minutes = '', notified = '']) => ({
    ...{ policy, severity, story, minutes, notified },
  }));

const patch = (id: string, input: object) =>
  patchIncident(world.deps, world.owner, world.pageId, id, IncidentPatch.parse(input));
const personOf = (name: string | undefined) =>
  name !== undefined && name in people ? by(name as Person) : world.owner; // checked
const deeds: Record<string, (id: string, who?: string) => Promise<unknown>> = {
  acknowledge: (id) => acknowledge(world.deps, world.owner, room(id)),
  ack: (id, who) => acknowledge(world.deps, personOf(who), room(id)),
  escalate: (id, who) => escalateNow(world.deps, personOf(who), room(id)),
  impact: (id) => setBusinessImpact(world.deps, world.owner, room(id), true),
  update: (id) => patch(id, { body: 'We are on it.' }),
  resolve: (id) => patch(id, { state: 'resolved', body: 'Over.' }),
};
async function grade(id: string, severity: string) {
  const { deps, owner, pageId } = world;
  const { leadId = null, commanderId = null } = (await findIncidentRow(deps.db, pageId, id)) ?? {};
  await setInternalFields(deps, owner, pageId, id, { leadId, commanderId, severity });
}

test.each(cases)(
  '$policy ($severity), $story: “$notified” in $minutes minutes',
  async ({ policy, severity, story, minutes, notified }) => {
    const [levels = '', repeat] = policy.split(';');
    const [repeats, repeatAfter] = (repeat ?? '0 x 30').split('x').map(Number);
    if (policy !== 'standard') await store(levels, { repeats, repeatAfter });
    const id = await opened(severity === 'none' ? null : severity);
    const happens = story.split(', ').flatMap((entry) => {
      const [minute, what = '', who] = entry.split(' ');
      return entry ? [{ minute: Number(minute), what, who }] : [];
    });
    const run = ({ what, who }: (typeof happens)[number]) =>
      deeds[what]?.(id, who) ?? grade(id, what);
    await mailedBy(
      Number(minutes),
      notified,
      happens.map((one) => ({ minute: one.minute, run: () => run(one) })),
    );
  },
);

test('whatever ticks were missed, each person gets one mail', async () => {
  await store('0 lea, 5 cleo, 30 owners', { repeats: 3, repeatAfter: 20 });
  await opened('SEV1');
  world.wait(500 * MINUTE);
  await Promise.all([escalateObligations(world.deps), escalateObligations(world.deps)]);
  await escalateObligations(world.deps);
  expect((await mails()).map(({ to }) => to).sort()).toEqual(['cleo', 'lea', 'olga']);
});

test('escalating says who asked, leaves out that person, and their notes end nothing', async () => {
  const id = await opened('SEV1', world.owner);
  await assignRoles(world.deps, world.owner, room(id), {
    commander: [people.lea],
    comms_lead: [people.cleo],
  });
  await escalateNow(world.deps, by('lea'), room(id));
  expect(await mails()).toEqual([{ to: 'cleo', subject: 'Escalated: Payments fail' }]);
  await addEvent(world.deps, by('lea'), room(id), { text: 'Still slow' });
  const due = async () => {
    const page = await findPage(world.deps.db, world.pageId);
    return page
      ? (await readObligations(world.deps.db, world.owner, page)).map(({ task }) => task)
      : [];
  };
  expect(await due()).toEqual(['Acknowledge: lea escalated it']);
  await addEvent(world.deps, by('cleo'), room(id), { text: 'I am here' });
  expect(await due()).toEqual([]);
  await mailedBy(60, '');
});

test('a policy is for its severities and components, and the most specific one counts', async () => {
  await store('0 lea', { name: 'Default' });
  await store('0 cleo, 90 owners', { name: 'Severe', severities: ['SEV1', 'SEV2'] });
  await opened('SEV3');
  await mailedBy(2, '0 lea');
  const id = await opened('SEV2', script, 'Cards fail');
  await mailedBy(2, '0 cleo');
  // Another severity is another policy, which counts from then on.
  await grade(id, 'SEV3');
  await mailedBy(2, '0 lea');
});

test('a policy that is changed or deleted counts for incidents that wait', async () => {
  const policy = await store('0 lea, 20 cleo');
  await opened('SEV1');
  await mailedBy(1, '0 lea');
  await savePolicy(world.deps, world.owner, world.pageId, policy, policyOf('0 lea, 5 tim'));
  await mailedBy(10, '4 tim');
  await removePolicy(world.deps, world.owner, world.pageId, policy);
  expect(await listPolicies(world.deps.db, world.pageId)).toEqual([]);
});

test('a level for a schedule notifies whoever is on call when it is due', async () => {
  const { deps, owner, pageId, wait } = world;
  const [now, hour] = [deps.clock(), 60 * MINUTE];
  const shift = (personId: string, from: number) =>
    addOverride(
      deps,
      owner,
      { pageId, scheduleId: emptySchedule },
      { kind: 'add', personId, replacedId: null, from, until: from + hour },
    );
  await shift(people.tim, now);
  await shift(people.cleo, now + hour);
  await store('0 nobody, 70 nobody, 80 owners');
  await opened('SEV1');
  await mailedBy(90, '0 tim, 70 cleo, 80 olga');
  wait(2 * hour);
});

test('of a restricted incident only the people it names are notified', async () => {
  await store('0 lea cleo, 5 owners');
  const id = await opened('SEV1');
  await world.deps.db.$client.executeMultiple(
    `update incident set audience = 'restricted' where id = '${id}';
     insert into incident_reader (incident_id, user_id, added_by, added_at)
       values ('${id}', '${people.cleo}', 'Ada', 1)`,
  );
  await mailedBy(10, '0 cleo, 5 cleo');
});

test('a severity that counts business hours is not asked for on a weekend', async () => {
  const { deps, owner, pageId } = world;
  const countsOf: Record<string, 'business_hours' | 'next_business_day'> = {
    ...{ SEV3: 'business_hours', SEV4: 'next_business_day' },
  };
  const levels = standardScale.map((level) => ({
    ...{ ...level, requiredRoles: [] },
    counts: countsOf[level.key] ?? ('always' as const),
  }));
  await saveSeverityScale(deps, owner, pageId, { levels });
  await saveWorkingHours(deps, owner, pageId, { calendar: standardCalendar('Etc/UTC') });
  const friday = NOON + Math.ceil((deps.clock() - NOON) / (168 * HOUR)) * 168 * HOUR; // 12:00
  world.wait(friday + 4 * HOUR + 50 * MINUTE - deps.clock()); // 16:50
  const due = async (severity: string) => {
    const id = await opened(severity, script, `${severity} fails`);
    const { rows } = await deps.db.$client.execute(
      `select due_at from obligation where incident_id = '${id}' and kind = 'acknowledge'`,
    );
    world.wait(HOUR);
    return (Number(rows[0]?.due_at) - friday) / HOUR;
  };
  expect(await due('SEV1')).toBeCloseTo(4 + 55 / 60);
  world.wait(-HOUR);
  // 10 minutes on Friday, and 20 on Monday after 9.
  expect(await due('SEV3')).toBeCloseTo(2 * 24 + 21 + 20 / 60);
  world.wait(-HOUR);
  expect(await due('SEV4')).toBe(3 * 24 + 5);
});
