import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createPolicy, removePolicy } from '../../api/actions/escalation/policy.ts';
import {
  createIncident,
  patchIncident,
  setInternalFields,
} from '../../api/actions/incident/index.ts';
import { IncidentPatch, NewIncident } from '../../api/actions/incident/input.ts';
import { escalateObligations } from '../../api/actions/obligation/escalate.ts';
import { saveSeverityScale } from '../../api/actions/page/promise-settings.ts';
import { acknowledge } from '../../api/actions/room/acknowledge.ts';
import { escalateNow } from '../../api/actions/room/escalate-now.ts';
import { addEvent } from '../../api/actions/room/event.ts';
import { shareLink } from '../../api/actions/room/plan.ts';
import { assignRoles } from '../../api/actions/room/role.ts';
import { removeMember } from '../../api/actions/team/member.ts';
import { EscalationPolicy } from '../../api/domain/escalation/policy.ts';
import { standardScale } from '../../api/domain/response/severity.ts';
import { MINUTE } from '../../api/domain/time/time.ts';
import { readResponse } from '../../api/reads/incident/room.ts';
import { readObligations } from '../../api/reads/obligations.ts';
import { findPage } from '../../db/page/page.ts';
import { findIncidentRow } from '../../db/room/event.ts';
import { addPerson } from '../support/world/people.ts';
import { makeWorld, type World } from '../support/world/world.ts';

let world: World;
type Name = 'lea' | 'cleo' | 'olga' | 'mute' | 'gone';
const people = {} as Record<Name, string>;
const script = { kind: 'token', id: 'bridge', name: 'bridge', role: 'publisher' } as const;
const add = async (name: string, role?: 'publisher' | 'owner') =>
  (await addPerson(world, name, role)).id;
beforeAll(async () => {
  world = await makeWorld();
  people.lea = await add('Lea', 'publisher');
  people.cleo = await add('Cleo', 'publisher');
  people.olga = await add('Olga', 'owner');
  people.mute = await add('Mute', 'publisher');
  people.gone = await add('Gone', 'publisher');
  await world.deps.db.$client.execute(`update "user" set email = '' where id = '${people.mute}'`);
});
afterAll(() => world.close());
beforeEach(async () => {
  world.wait(60 * MINUTE); // the same text again at once would be a duplicate
  await world.deps.db.$client.executeMultiple('delete from letter; delete from obligation');
});

const opened = async (severity: string | null, actor: Parameters<typeof createIncident>[1]) => {
  const input = { name: 'Payments fail', state: 'investigating', body: 'Looking.', severity };
  return (await createIncident(world.deps, actor, world.pageId, NewIncident.parse(input))).id;
};
const room = (incidentId: string) => ({ pageId: world.pageId, incidentId });
const mails = async () =>
  (await world.deps.db.$client.execute('select "to" from letter order by rowid')).rows.map((row) =>
    String(row.to).replace('@example.com', ''),
  );
/** Who is mailed in which minute, by a clock that is looked at every minute. */
async function mailedBy(minutes: number, each: (minute: number) => Promise<void> = async () => {}) {
  const seen: string[] = [];
  for (let minute = 1; minute <= minutes; minute++) {
    world.wait(MINUTE);
    await each(minute);
    await escalateObligations(world.deps);
    const now = await mails();
    seen.push(...now.slice(seen.length).map((who) => `${minute} ${who}`));
    // `seen` has a time before each name, and one entry for each mail.
  }
  return seen;
}

/** Minutes until an acknowledgment lapses. Roles are required in a test of their own. */
const lapseAfter: Record<string, number> = { SEV1: 20, SEV2: 30, SEV3: 60 };
const scale = standardScale.map((level) => ({
  ...level,
  ...{ lapseAfter: lapseAfter[level.key] ?? null, requiredRoles: [] },
}));

const crews: Record<string, { commander?: Name[]; comms_lead?: Name[] }> = {
  nobody: {},
  lead: { comms_lead: ['lea'] },
  commander: { commander: ['cleo'] },
  both: { commander: ['cleo'], comms_lead: ['lea'] },
  'owner only': { commander: ['olga'] },
  'no address': { commander: ['mute'] },
  left: { commander: ['gone'] },
  'lead, commander left': { commander: ['gone'], comms_lead: ['lea'] },
};

/** Severity, who is there, what happens (minute and what), until when, and who is notified when. */
const cases = `
  SEV1 | nobody               |                        | 30 | 5 olga
  SEV1 | lead                 |                        | 30 | 5 lea, 10 olga
  SEV1 | commander            |                        | 30 | 5 cleo, 10 olga
  SEV1 | both                 |                        | 30 | 5 cleo, 5 lea, 10 olga
  SEV1 | owner only           |                        | 30 | 5 olga, 10 olga
  SEV1 | no address           |                        | 30 | 5 olga
  SEV1 | left                 |                        | 30 | 5 olga
  SEV1 | lead, commander left |                        | 30 | 5 lea, 10 olga
  SEV1 | commander            | 4 acknowledge          | 23 |
  SEV1 | commander            | 6 acknowledge          | 25 | 5 cleo
  SEV1 | commander            | 11 acknowledge         | 30 | 5 cleo, 10 olga
  SEV1 | both                 | 3 resolve              | 30 |
  SEV1 | commander            | 7 resolve              | 30 | 5 cleo
  SEV1 | commander            | 3 update               | 22 |
  SEV2 | nobody               |                        | 30 | 5 olga
  SEV2 | lead                 | 6 acknowledge          | 30 | 5 lea
  SEV2 | left                 | 2 resolve              | 30 |
  SEV2 | no address           | 6 acknowledge          | 30 | 5 olga
  SEV3 | nobody               |                        | 70 | 30 olga
  SEV3 | lead                 |                        | 70 | 30 lea, 60 olga
  SEV3 | commander            |                        | 70 | 30 cleo, 60 olga
  SEV3 | owner only           |                        | 70 | 30 olga, 60 olga
  SEV3 | no address           |                        | 40 | 30 olga
  SEV3 | left                 |                        | 40 | 30 olga
  SEV3 | commander            | 31 acknowledge         | 70 | 30 cleo
  SEV4 | nobody               |                        | 40 | 30 olga
  SEV4 | lead                 | 29 acknowledge         | 70 |
  SEV4 | commander            | 45 resolve             | 70 | 30 cleo
  none | commander            |                        | 30 |
  none | commander            | 10 SEV1                | 30 | 15 cleo, 20 olga
  SEV3 | commander            | 10 SEV1                | 30 | 10 cleo, 15 olga
  SEV1 | commander            | 2 SEV3                 | 70 | 30 cleo, 60 olga
  SEV1 | commander            | 7 SEV3                 | 70 | 5 cleo, 60 olga
  SEV1 | commander            | 12 SEV2                | 40 | 5 cleo, 10 olga
  SEV3 | nobody               | 35 SEV1                | 60 | 30 olga, 40 olga
  SEV1 | commander            | 2 none                 | 30 |
  SEV1 | commander            | 1 acknowledge, 3 SEV2  | 32 |
  SEV1 | commander            | 1 acknowledge          | 40 | 21 cleo, 26 olga
  SEV1 | nobody               | 1 acknowledge          | 40 | 21 olga
  SEV1 | commander            | 1 acknowledge, 15 note | 45 | 35 cleo, 40 olga
  SEV1 | commander            | 1 acknowledge, 22 note | 41 | 21 cleo
  SEV1 | commander            | 1 acknowledge, 23 acknowledge | 50 | 21 cleo, 43 cleo, 48 olga
  SEV1 | both                 | 1 acknowledge, 20 resolve | 40 |
  SEV1 | commander            | 1 acknowledge, 22 SEV3 | 70 | 21 cleo, 51 olga
  SEV4 | commander            | 1 acknowledge          | 70 |`
  .trim()
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([severity = '', crew = '', story = '', minutes = '', notified = '']) => ({
    ...{ severity, crew, story, minutes, notified },
  }));

const deeds: Record<string, (id: string) => Promise<unknown>> = {
  acknowledge: (id) => acknowledge(world.deps, world.owner, room(id)),
  note: (id) => addEvent(world.deps, world.owner, room(id), { text: 'Still slow' }),
  update: (id) => patch(id, { body: 'We are on it.' }),
  resolve: (id) => patch(id, { state: 'resolved', body: 'Over.' }),
};
const patch = (id: string, input: object) =>
  patchIncident(world.deps, world.owner, world.pageId, id, IncidentPatch.parse(input));
async function grade(id: string, severity: string | null) {
  const { deps, owner, pageId } = world;
  const { leadId = null, commanderId = null } = (await findIncidentRow(deps.db, pageId, id)) ?? {};
  await setInternalFields(deps, owner, pageId, id, { leadId, commanderId, severity });
}

test('the table has at least forty cases', () => expect(cases.length).toBeGreaterThanOrEqual(40));

test.each(cases)(
  '$severity, $crew, $story: “$notified” in $minutes minutes',
  async ({ severity, crew, story, minutes, notified }) => {
    const { deps, owner, pageId } = world;
    const severityOf = (key: string) => (key === 'none' ? null : key);
    await saveSeverityScale(deps, owner, pageId, { levels: scale });
    const id = await opened(severityOf(severity), script);
    const roles = Object.entries(crews[crew] ?? {}).map(([role, names]) => [
      role,
      names.map((name) => people[name]),
    ]);
    await assignRoles(deps, owner, room(id), Object.fromEntries(roles));
    if (crew.includes('left')) await removeMember(deps, owner, pageId, people.gone);
    const happens = new Map(
      story.split(', ').flatMap((entry) => (entry ? [entry.split(' ') as [string, string]] : [])),
    );
    const mailed = await mailedBy(Number(minutes), async (minute) => {
      const what = happens.get(String(minute));
      if (what) await (deeds[what]?.(id) ?? grade(id, severityOf(what)));
    });
    expect(mailed.join(', ')).toBe(notified);
    if (crew.includes('left')) people.gone = await add('Gone', 'publisher');
  },
);

test('missed ticks or not, each person gets one email', async () => {
  const id = await opened('SEV1', script);
  await assignRoles(world.deps, world.owner, room(id), { commander: [people.olga] });
  world.wait(500 * MINUTE);
  await Promise.all([escalateObligations(world.deps), escalateObligations(world.deps)]);
  await escalateObligations(world.deps);
  expect(await mails()).toEqual(['olga']);
});

test('an incident opened by a person, or already resolved, needs no acknowledgment', async () => {
  await opened('SEV1', world.owner);
  const id = await opened('SEV1', script);
  const over = IncidentPatch.parse({ state: 'resolved', body: 'Over.' });
  await patchIncident(world.deps, script, world.pageId, id, over);
  expect(await mailedBy(15)).toEqual([]);
});

test('a changed severity moves the deadline', async () => {
  const id = await opened('SEV3', script);
  await mailedBy(6);
  const internalFields = { leadId: null, commanderId: null, severity: 'SEV1' };
  await setInternalFields(world.deps, world.owner, world.pageId, id, internalFields);
  expect(await mailedBy(1)).toEqual(['1 olga']);
});

test('an unassigned required role is due once the incident is acknowledged', async () => {
  const { deps, owner, pageId } = world;
  const [gravest, ...others] = standardScale;
  if (!gravest) throw new Error('no scale');
  const requiredRoles = ['commander' as const, 'scribe' as const];
  await saveSeverityScale(deps, owner, pageId, {
    levels: [{ ...gravest, requiredRoles }, ...others],
  });
  const id = await opened('SEV1', script);
  await assignRoles(deps, owner, room(id), { comms_lead: [people.lea] });
  await acknowledge(deps, owner, room(id));
  const due = async () => {
    const page = await findPage(deps.db, pageId);
    return page ? (await readObligations(deps.db, owner, page)).map(({ task }) => task) : [];
  };
  expect(await due()).toEqual(['Assign a commander and a scribe']);
  expect(await mailedBy(10)).toEqual(['10 lea']);
  const [mail] = (await deps.db.$client.execute('select subject from letter')).rows;
  expect(mail?.subject).toBe('SEV1 needs a commander and a scribe: Payments fail');
  await assignRoles(deps, owner, room(id), { commander: [people.cleo], scribe: [people.cleo] });
  expect(await due()).toEqual([]);
  expect(await mailedBy(30)).toEqual(['1 lea']); // the mail from before
  // A role that is given back is open again, with the full time to find somebody.
  await assignRoles(deps, owner, room(id), { scribe: [] });
  expect(await due()).toEqual(['Assign a scribe']);
  await deps.db.$client.execute('delete from letter');
  expect(await mailedBy(25)).toEqual(['10 cleo', '10 lea', '20 olga']);
});

test('roles that are optional or assigned notify nobody', async () => {
  const { deps, owner, pageId } = world;
  await saveSeverityScale(deps, owner, pageId, { levels: [...standardScale] });
  const taken = await opened('SEV1', owner);
  await assignRoles(deps, owner, room(taken), { commander: [people.cleo] });
  world.wait(60 * MINUTE);
  await opened('SEV3', owner);
  expect(await mailedBy(25)).toEqual([]);
});

test('the room names who must still acknowledge, and says when there was nobody else to notify', async () => {
  const { deps, owner, pageId } = world;
  const id = await opened('SEV1', script);
  const facts = async () => {
    const [page, incident] = [
      await findPage(deps.db, pageId),
      await findIncidentRow(deps.db, pageId, id),
    ];
    if (!page || !incident) throw new Error('The page or the incident is missing.');
    return readResponse(deps.db, page, incident);
  };
  const all = {
    acknowledgedBy: 'all',
    targets: ['lea', 'cleo'].map((who) => ({ type: 'person', id: people[who as Name] })),
  };
  const policy = EscalationPolicy.parse({ name: 'Both', levels: [{ after: 0, ...all }] });
  const policyId = await createPolicy(deps, owner, pageId, policy);
  await escalateObligations(deps);
  expect((await facts()).awaited).toEqual({
    notified: ['Lea', 'Cleo'],
    missing: ['Lea', 'Cleo'],
    reachedNobody: false,
  });
  const lea = { kind: 'user', id: people.lea, name: 'Lea', role: 'publisher' } as const;
  await acknowledge(deps, lea, room(id));
  expect((await facts()).awaited?.missing).toEqual(['Cleo']);
  await removePolicy(deps, owner, pageId, policyId);
  const alone = EscalationPolicy.parse({
    name: 'Lea',
    levels: [{ after: 0, ...all, targets: all.targets.slice(0, 1) }],
  });
  await createPolicy(deps, owner, pageId, alone);
  await deps.db.$client.execute(`delete from obligation where incident_id = '${id}'`);
  await deps.db.$client.execute(
    `update member set role = 'publisher' where page_id = '${pageId}' and user_id = '${people.olga}'`,
  );
  await escalateNow(deps, lea, room(id));
  await deps.db.$client.execute(
    `update member set role = 'owner' where page_id = '${pageId}' and user_id = '${people.olga}'`,
  );
  const { awaited, timeline } = await facts();
  expect(awaited?.reachedNobody).toBe(true);
  const lines = timeline.filter(({ kind }) => kind === 'escalation').map(({ text }) => text);
  expect(lines).toEqual(['The incident was escalated. No one else to notify.']);
  await deps.db.$client.execute('delete from escalation_policy');
});

test('the email has the address of the bridge, unless the incident is restricted', async () => {
  const id = await opened('SEV1', script);
  await shareLink(world.deps, world.owner, room(id), {
    bridge: 'https://meet.example.com/inc?a=1&b=2',
  });
  const texts = async () =>
    (await world.deps.db.$client.execute('select text, html from letter')).rows.map(
      ({ text, html }) => `${text}${html}`,
    );
  await escalateNow(world.deps, world.owner, room(id));
  const [mail] = await texts();
  expect(mail).toContain('Join bridge:\nhttps://meet.example.com/inc?a=1&b=2');
  expect(mail).toContain('href="https://meet.example.com/inc?a=1&amp;b=2"');
  await world.deps.db.$client.executeMultiple(
    `delete from letter; delete from obligation; update incident set audience = 'restricted' where id = '${id}';
     insert into incident_reader (incident_id, user_id, added_by, added_at) values ('${id}', '${people.cleo}', 'Ada', 1)`,
  );
  await escalateNow(world.deps, world.owner, room(id));
  const secret = await texts();
  expect([secret.length, secret.join('').includes('meet.example.com')]).toEqual([1, false]);
});

test('a deadline of a kind that only a newer version knows waits, and does not hold up the others', async () => {
  const unknown = await opened('SEV1', script);
  await world.deps.db.$client.execute({
    sql: "update obligation set kind = 'from_the_future' where incident_id = ?",
    args: [unknown],
  });
  world.wait(60 * MINUTE);
  await opened('SEV1', script);
  world.wait(6 * MINUTE);
  await escalateObligations(world.deps);
  expect((await mails()).length).toBeGreaterThan(0);
});
