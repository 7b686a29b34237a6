import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { receiveAlerts } from '../../../api/actions/alert/receive.ts';
import { replayHistory } from '../../../api/actions/alert/replay/history.ts';
import { createAlertRule } from '../../../api/actions/alert/rule.ts';
import { runAlertRules } from '../../../api/actions/alert/run/run.ts';
import { createAlertSource } from '../../../api/actions/alert/source.ts';
import { createComponent } from '../../../api/actions/component/component.ts';
import { NewComponent } from '../../../api/actions/component/input.ts';
import { createIncident } from '../../../api/actions/incident/create.ts';
import { NewIncident } from '../../../api/actions/incident/input.ts';
import { NewAlertRule } from '../../../api/domain/alert/rule-input.ts';
import { NewAlertSource } from '../../../api/domain/alert/source.ts';
import { type AlertSource, listAlertSources } from '../../../db/alert/source.ts';
import { write } from '../../../db/engine/write.ts';
import { findPage, type Page } from '../../../db/page/page.ts';
import { FULL } from '../../support/size.ts';
import { type ConsoleWorld, drawn, makeConsole, propsIn } from '../../support/world/console.ts';
import { announced } from '../../support/world/random.ts';
import { DAY } from '../../support/world/world.ts';

const MINUTE = 60_000;
let world: ConsoleWorld;
let source: AlertSource;
let page: Page;
let api: string;
beforeAll(async () => {
  world = await makeConsole();
  const { deps, owner, pageId } = world;
  // Alerts that are due at one time are decided in the order of their IDs.
  let made = 0;
  Object.assign(deps, { newId: () => `${++made}`.padStart(12, '0') });
  const input = NewAlertSource.parse({ name: 'S', kind: 'generic' });
  await createAlertSource(deps, owner, pageId, input);
  [source] = (await listAlertSources(deps.db, pageId)) as [AlertSource];
  api = await createComponent(deps, owner, pageId, NewComponent.parse({ name: 'API' }));
  page = (await findPage(deps.db, pageId)) as Page;
});
afterAll(() => world.close());

const run = (text: string) => world.deps.db.run(sql.raw(text));
const rows = <T>(text: string): Promise<T[]> => world.deps.db.all<T>(sql.raw(text));

async function clear(): Promise<void> {
  const tables = ['alert_decision', 'alert_group', 'alert_rule', 'alert', 'draft', 'incident'];
  const statement = (table: string) => ({
    toSQL: () => ({ sql: `delete from ${table}`, params: [] }),
  });
  await write(world.deps.db, tables.map(statement));
}

const replay = (lines: readonly object[]) => {
  const { deps, owner } = world;
  const text = lines.map((line) => JSON.stringify(line)).join('\n');
  return replayHistory(deps, text, { page, personId: owner.id, source });
};

type Delivery = { minute: number; body: object };

/** Delivers, with the rules run at each delivery and each full minute, as the server does. */
async function live(
  deliveries: readonly Delivery[],
  maintenance: readonly [from: number, to: number],
  minutes: number,
): Promise<object[]> {
  const { deps, pageId } = world;
  const start = deps.clock();
  const goTo = (minute: number) => world.wait(start + minute * MINUTE - deps.clock());
  const sent: object[] = [];
  const waiting = [...deliveries];
  const deliver = async (isNext: (minute: number) => boolean) => {
    while (waiting[0] && isNext(waiting[0].minute)) {
      const { minute, body } = waiting.shift() as Delivery;
      goTo(minute);
      const raw = { headers: new Headers(), bytes: new Uint8Array() };
      await receiveAlerts(deps, source, raw, async () => body);
      await runAlertRules(deps);
      sent.push({ at: new Date(deps.clock()).toISOString(), body });
    }
  };
  for (let minute = 0; minute <= minutes; minute++) {
    await deliver((at) => at < minute);
    goTo(minute);
    if (minute === maintenance[0])
      await run(`insert into incident (id, page_id, kind, name, state, impact, started_at, created_at, updated_at)
        values ('maintenance1', '${pageId}', 'maintenance', 'M', 'in_progress', 'maintenance', 1, 1, 1);`);
    if (minute === maintenance[0]) {
      await run(`insert into incident_component values ('maintenance1', '${api}')`);
      await run(`insert into incident_update (id, page_id, incident_id, seq, state, body, deliver_notifications, author, display_at, created_at, updated_at)
        values ('maintenance1', '${pageId}', 'maintenance1', 1, 'in_progress', '', 0, 'A', ${deps.clock()}, ${deps.clock()}, 1)`);
    }
    if (minute === maintenance[1])
      await run(
        `update incident set state = 'completed', resolved_at = ${deps.clock()} where id = 'maintenance1'`,
      );
    // A replay takes what arrives at a full minute before the rules run at that minute.
    await deliver((at) => at === minute);
    await runAlertRules(deps);
  }
  return sent;
}

/** What the rules made, with the time of each. */
async function madeLive(): Promise<string[]> {
  const drafts = await rows<{ at: number; text: string }>(
    `select created_at as at, 'draft ' || json_extract("values", '$.name') as text from draft
      where incident_id is null union all
    select created_at, 'publish ' || name from incident where kind = 'incident'`,
  );
  return drafts.map(({ at, text }) => `${at} ${text}`).sort();
}

const ROUNDS = FULL ? 60 : 5;

test(`a replay drafts and publishes what the live rules did, and when: ${ROUNDS} random histories`, {
  timeout: 300_000,
}, async () => {
  const random = announced('ALERT_HISTORY_SEED');
  const any = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const whole = (most: number) => Math.floor(random() * (most + 1));
  const { deps, owner, pageId } = world;
  let [compared, capped] = [0, 0];
  for (let round = 0; round < ROUNDS; round++) {
    await clear();
    world.wait(DAY);
    for (let i = 2; i >= 0; i--) {
      const action = i === 0 ? 'draft' : any(['draft', 'publish', 'component', 'note', 'ignore']);
      const settings = {
        ...{ action, body: 'We’re looking into it.', perHour: 1 + whole(4), count: any([1, 1, 2]) },
        title: action === 'publish' ? 'Service disruption' : '{{ title }} {{ labels.service }}',
        conditions: [
          any([
            { field: 'title', op: 'contains', value: any(['down', 'i']) },
            { field: 'severity', op: 'equals', value: 'critical' },
            { field: 'label', name: 'service', op: 'in', value: 'cards, web' },
          ]),
        ],
        ...{ holdsFor: any([0, 0, 3, 7]), endsAfter: whole(5), flapLimit: any([0, 1, 3]) },
        ...{ groupBy: any(['sender', 'labels', 'sender', 'rule']), groupLabels: ['service'] },
        ...{ resolve: any(['none', 'propose', 'automatic']) },
        components: random() < 0.7 ? [{ id: api, status: 'partial_outage' }] : [],
      };
      if (action === 'component' && settings.components.length === 0) continue;
      const input = NewAlertRule.parse({ name: `Rule ${i}`, mode: 'dry', settings });
      await createAlertRule(deps, owner, pageId, input);
    }
    await run(`update alert_rule set mode = 'live', dry_from = null`);
    const start = deps.clock();
    const iso = (minute: number) => new Date(start + minute * MINUTE).toISOString();
    const alertAt = (minute: number) => ({
      ...{ id: any(['a', 'b', 'c', 'd', 'e']), title: any(['It is down', 'It is slow', 'down']) },
      ...{ status: any(['firing', 'firing', 'acknowledged', 'resolved', 'resolved']) },
      ...{ severity: any(['critical', 'low']), group: any(['x', 'y', 'z']) },
      labels: { service: any(['cards', 'web', 'mail']) },
      ...any([
        {},
        { startsAt: iso(any([0, 10, minute])) },
        { changedAt: iso(minute - whole(9)) },
        { startsAt: iso(any([0, 10])), changedAt: iso(minute - whole(9)) },
      ]),
    });
    const deliveries = Array.from({ length: 25 }, () => whole(1000) / 10)
      .sort((a, b) => a - b)
      .map((minute) => ({
        minute,
        body: { alerts: Array.from({ length: 1 + whole(2) }, () => alertAt(minute)) },
      }));
    const begins = 20 + whole(60);
    const sent = await live(deliveries, [begins, begins + whole(40)], 190);
    const expected = await madeLive();
    const found = await replay(sent);
    const again = found.made.map(({ at, kind, title }) => `${at} ${kind} ${title}`).sort();
    expect([round, again]).toEqual([round, expected]);
    compared += again.length;
    capped += found.held;
  }
  console.log(`${compared} drafts and publications compared; ${capped} alerts held back by a cap`);
  expect(compared).toBeGreaterThan(0);
});

test('the page shows what would have been drafted, against the incident, and stores nothing', async () => {
  await clear();
  world.wait(DAY);
  const { deps, owner, pageId } = world;
  const start = deps.clock();
  const settings = {
    ...{ action: 'draft', title: '<b>{{ title }}</b>', perHour: 1, holdsFor: 3 },
    conditions: [{ field: 'title', op: 'contains', value: 'down' }],
    components: [{ id: api, status: 'partial_outage' }],
  };
  const rule = NewAlertRule.parse({ name: 'Down', mode: 'dry', settings });
  await createAlertRule(deps, owner, pageId, rule);
  world.wait(15 * MINUTE);
  const incident = NewIncident.parse({
    ...{ name: 'Cards fail', state: 'investigating', body: 'We’re looking into it.' },
    components: { [api]: 'partial_outage' },
  });
  const { id } = await createIncident(deps, owner, pageId, incident);
  world.wait(DAY);
  const line = (minute: number, key: string, more: object = {}) => ({
    at: new Date(start + minute * MINUTE).toISOString(),
    body: { id: key, title: `${key} is down`, status: 'firing', group: key, ...more },
  });
  const lines = [
    ...[line(0, '<i>'), line(1, 'b'), line(20, '<i>', { status: 'resolved' })],
    ...[{ at: 'no' }, line(9000, 'future'), line(-40 * 24 * 60, 'old')],
    { ...line(3, 'c'), body: { no: 'title' } },
  ];
  const person = await world.as('owner');
  const send = async (file: string, more: object = {}) => {
    const form = new FormData();
    for (const [name, value] of Object.entries({ source: source.id, ...more }))
      form.set(name, value);
    if (file !== '') form.set('file', new File([file], 'history.ndjson'));
    return person.send('/admin/alerts/rules/replay', form);
  };
  const tables = [
    'alert',
    'alert_group',
    'alert_decision',
    'draft',
    'audit',
    'mail',
    'notification',
  ];
  const counts = () =>
    Promise.all(tables.map(async (table) => (await rows(`select count(*) from ${table}`))[0]));
  const before = await counts();
  const answer = await send(lines.map((one) => JSON.stringify(one)).join('\n'));
  const { replay } = propsIn(await drawn(answer), '/admin/alerts/rules/replay');
  expect([answer.status, replay]).toMatchObject([
    200,
    {
      ...{ alerts: 2, drafts: 2, publishes: 0, held: 1, older: 1, earlier: 12 * MINUTE },
      made: [
        {
          ...{ at: start + 3 * MINUTE, kind: 'draft', title: '<b><i> is down</b>' },
          matched: { id, name: 'Cards fail', earlier: 12 * MINUTE },
        },
        { at: start + 63 * MINUTE, matched: { id, earlier: -48 * MINUTE } },
      ],
      missed: [],
      wrong: {
        count: 3,
        first: [
          { place: 'Line 4', why: '“at” must be a time such as 2026-11-20T10:00:00Z.' },
          { place: 'Line 5', why: '“at” is in the future.' },
          {
            place: 'Line 7',
            why: 'No title found. Say in the mapping of this source where it is.',
          },
        ],
      },
    },
  ]);
  expect(await counts()).toEqual(before);

  const large = 'That’s over 256 KB';
  const refusals: [string, object, number, string][] = [
    ['', {}, 422, 'Choose a file.'],
    [JSON.stringify(lines[0]), { source: 'x' }, 422, 'Choose which system sent the alerts.'],
    ['not JSON', {}, 422, 'Nothing in this file could be read. Line 1: This isn’t JSON.'],
    [' '.repeat(5 * 1024 * 1024 + 1), {}, 413, 'The file is larger than 5 MB.'],
    [' '.repeat(6 * 1024 * 1024), {}, 413, 'The file is larger than 5 MB.'],
    [' '.repeat(300 * 1024), {}, 422, 'The file is empty.'],
  ];
  for (const [file, more, status, says] of refusals) {
    const refusal = await send(file, more);
    const text = await refusal.text();
    expect([refusal.status, text.includes(says), text.includes(large)]).toEqual([
      status,
      true,
      false,
    ]);
  }
});
