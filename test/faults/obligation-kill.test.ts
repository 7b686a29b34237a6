import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { receiveAlerts } from '../../api/actions/alert/receive.ts';
import { createAlertRule } from '../../api/actions/alert/rule.ts';
import { createAlertSource } from '../../api/actions/alert/source.ts';
import { createPolicy } from '../../api/actions/escalation/policy.ts';
import { createIncident } from '../../api/actions/incident/index.ts';
import { NewIncident } from '../../api/actions/incident/input.ts';
import { assignRoles } from '../../api/actions/room/role.ts';
import { NewAlertRule } from '../../api/domain/alert/rule-input.ts';
import { NewAlertSource } from '../../api/domain/alert/source.ts';
import { EscalationPolicy } from '../../api/domain/escalation/policy.ts';
import { type ItemObligation, itemKinds } from '../../api/domain/obligation/item-kinds.ts';
import type { Actor } from '../../api/domain/response/role.ts';
import { MINUTE } from '../../api/domain/time/time.ts';
import { listAlertSources } from '../../db/alert/source.ts';
import { write } from '../../db/engine/write.ts';
import { upsertItemObligation } from '../../db/obligation/item.ts';
import { makeWorld, type World } from '../support/mail/mail.ts';
import { FULL } from '../support/size.ts';
import { addPerson } from '../support/world/people.ts';
import { announced } from '../support/world/random.ts';
import { killPair } from './process/kill-processes.ts';

/** Incidents are opened in each of these minutes. A slow machine takes them in parts, such as `MINUTES=33` twice. */
const MINUTES = FULL ? Number(process.env.MINUTES ?? 66) : 1;
const EACH = FULL ? 3 : 1;

/** The first words of a subject, without the time in it. */
const wordsOf = (subject: string) => /^[\w-]+ \w+/.exec(subject)?.[0];
const kinds = Object.keys(itemKinds) as ItemObligation[]; // the keys of a literal

/** Minutes after its start at which somebody is notified of what, and of which subject. */
const STEPS: [after: number, who: string, what: string, subject: string][] = [
  [5, 'cleo', 'Not acknowledged', 'Trouble'],
  [10, 'olga', 'Not acknowledged', 'Trouble'],
  [25, 'olga', 'Update due', 'Trouble'],
  [30, 'olga', 'Update overdue', 'Trouble'],
  [30, 'cleo', 'Update overdue', 'Trouble'],
  [40, 'olga', 'Update overdue', 'Trouble'],
  // By a policy that is repeated once.
  [0, 'cleo', 'Not acknowledged', 'Grave trouble'],
  [5, 'olga', 'Not acknowledged', 'Grave trouble'],
  [30, 'cleo', 'Not acknowledged', 'Grave trouble'],
  [35, 'olga', 'Not acknowledged', 'Grave trouble'],
  // By the same policy, through a rule for the alert that comes a minute later.
  [1, 'cleo', 'Alert firing', 'Grave alert'],
  [6, 'olga', 'Alert firing', 'Grave alert'],
  [31, 'cleo', 'Alert firing', 'Grave alert'],
  [36, 'olga', 'Alert firing', 'Grave alert'],
  ...kinds.flatMap((kind): [number, string, string, string][] => {
    const what = wordsOf(`${itemKinds[kind].mail.subject}: …`) ?? '';
    const levels: readonly unknown[] = itemKinds[kind].levels;
    return [
      [10, 'cleo', what, 'Work'],
      ...(levels.length === 1
        ? []
        : [[30, 'olga', what, 'Work'] as [number, string, string, string]]),
    ];
  }),
];

/** A rule that pages by a policy, and what sends it an alert. Processes decide and page. */
async function pagingRule({ deps, pageId, clock }: World, owner: Actor, policyId: string) {
  await createAlertSource(
    deps,
    owner,
    pageId,
    NewAlertSource.parse({ name: 'S', kind: 'generic' }),
  );
  const [source] = await listAlertSources(deps.db, pageId);
  if (!source) throw new Error('no source');
  const rule = {
    ...{ name: 'Grave', mode: 'live' },
    settings: {
      ...{ action: 'page', route: { type: 'policy', id: policyId } },
      conditions: [{ field: 'title', op: 'contains', value: 'grave' }],
    },
  };
  await createAlertRule(deps, owner, pageId, NewAlertRule.parse(rule));
  const raw = { headers: new Headers(), bytes: new Uint8Array() };
  return async (title: string) => {
    clock.now += MINUTE;
    await receiveAlerts(deps, source, raw, async () => ({ id: title, title, group: title }));
    clock.now -= MINUTE;
  };
}

test('with a simulated clock, two processes take each step once, at its minute, however often they are killed', async () => {
  const random = announced('OBLIGATION_KILL_SEED');
  const world = await makeWorld();
  const { deps, pageId, clock } = world;
  const start = clock.now;
  const owner = { kind: 'user', id: 'owner', name: 'Olga', role: 'owner', pageId } as const;
  const script = { ...owner, kind: 'token', id: 'bridge', name: 'bridge' } as const;
  const add = async (name: string, role?: 'owner') =>
    (await addPerson({ deps, owner, pageId }, name, role)).id;
  const cleo = await add('cleo');
  const olga = await add('olga', 'owner');
  const policy = {
    ...{ name: 'Grave', severities: ['SEV2'], repeats: 1, repeatAfter: 25 },
    levels: [
      { after: 0, targets: [{ type: 'person', id: cleo }] },
      { after: 5, targets: [{ type: 'person', id: olga }] },
    ],
  };
  const policyId = await createPolicy(deps, owner, pageId, EscalationPolicy.parse(policy));
  const sendAlert = await pagingRule(world, owner, policyId);
  for (let n = 0; n < MINUTES * EACH; n++) {
    clock.now = start + Math.floor(n / EACH) * MINUTE;
    const input = NewIncident.parse({
      ...{ name: `Trouble ${n}`, state: 'investigating', body: 'Known.', severity: 'SEV1' },
      nextUpdateBy: clock.now + 30 * MINUTE,
    });
    const { id } = await createIncident(deps, script, pageId, input);
    await assignRoles(deps, owner, { pageId, incidentId: id }, { commander: [cleo] });
    const grave = { ...input, name: `Grave trouble ${n}`, severity: 'SEV2', nextUpdateBy: null };
    const { id: other } = await createIncident(deps, script, pageId, grave);
    await assignRoles(deps, owner, { pageId, incidentId: other }, { commander: [cleo] });
    await sendAlert(`Grave alert ${n}`);
    await write(
      deps.db,
      kinds.map((kind) =>
        upsertItemObligation({
          ...{ id: deps.newId(), pageId, kind, subjectId: `${kind} ${n}`, title: `Work ${n}` },
          ...{ responsible: [cleo], incidentId: id, dueAt: clock.now + 10 * MINUTE },
          ...{ within: 20, createdAt: clock.now },
        }),
      ),
    );
  }

  /** Whom each incident notified of what, sorted. */
  const sent = async () =>
    (await world.db.all<{ subject: string; to: string }>(sql`select subject, "to" from letter`))
      .map(({ subject, to }) => `${wordsOf(subject)} ${subject.split(': ')[1]} ${to}`)
      .sort();
  /** The same by the table above. */
  const expected = (minute: number) =>
    Array.from({ length: MINUTES * EACH }, (_, n) =>
      STEPS.filter(([after]) => Math.floor(n / EACH) + after <= minute).map(
        ([, who, what, subject]) => `${what} ${subject} ${n} ${who}@example.com`,
      ),
    )
      .flat()
      .sort();

  let kills = 0;
  for (let minute = 1; minute <= MINUTES + 40; minute++) {
    const all = expected(minute);
    while ((await sent()).length < all.length) {
      const at = start + minute * MINUTE;
      kills += await killPair({ url: world.url, work: 'obligations', at }, 5 + random() * 60);
    }
    expect(await sent()).toEqual(all);
  }
  const [states] = await world.db.all<object>(sql`select
    (select count(*) from obligation where kind = 'acknowledge' and state = 'missed') as missed,
    (select count(*) from obligation where kind = 'update_promised' and state = 'open') as promised,
    (select count(*) from obligation_step) as steps`);
  const count = MINUTES * EACH;
  const ofItems = STEPS.filter(([, , , subject]) => subject === 'Work').length;
  expect(states).toEqual({
    missed: 2 * count,
    promised: count,
    steps: (5 + 4 + 4 + ofItems) * count,
  });
  if (FULL) expect(kills).toBeGreaterThanOrEqual(Math.ceil((200 * MINUTES) / 66));
  console.log(`${kills} kills`);
  await world.close();
}, 1_800_000);
