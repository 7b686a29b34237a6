import { afterEach, beforeEach, expect, test } from 'vitest';
import { archiveComponent } from '../../../api/actions/component/archive.ts';
import { createComponent } from '../../../api/actions/component/component.ts';
import { createGroup, NewGroup } from '../../../api/actions/component/group.ts';
import { NewComponent } from '../../../api/actions/component/input.ts';
import { createIncident } from '../../../api/actions/incident/index.ts';
import { NewIncident } from '../../../api/actions/incident/input.ts';
import { impacts } from '../../../api/domain/component/impact.ts';
import { componentStatuses } from '../../../api/domain/component/status.ts';
import { isClosed, statesOf } from '../../../api/domain/incident/incident.ts';
import { rules } from '../../../api/domain/preflight/index.ts';
import { DAY, HOUR, MINUTE } from '../../../api/domain/time/time.ts';
import { EMAIL } from '../../../api/notify/channels/email/channel.ts';
import { renderNotification } from '../../../api/notify/queue/planning/render.ts';
import { localizedIn } from '../../../api/snapshot/history/localized.ts';
import type { Snapshot } from '../../../api/snapshot/snapshot.ts';
import { MAX_NAMED } from '../../../db/component/named.ts';
import { notificationsToPlan } from '../../../db/delivery/fan-out.ts';
import { findIncident } from '../../../db/incident/incident.ts';
import type { IncidentRecord } from '../../../db/incident/timeline.ts';
import { listTemplates } from '../../../db/template/template.ts';
import { HOSTILE } from '../../support/hostile/hostile.ts';
import { FULL } from '../../support/size.ts';
import {
  type Browser,
  type ConsoleWorld,
  drawn,
  makeConsole,
} from '../../support/world/console.ts';
import { announced } from '../../support/world/random.ts';

let world: ConsoleWorld;
let lead: Browser;
let cards: string;
let search: string;
beforeEach(async () => {
  world = await makeConsole();
  await world.deps.db.$client.execute('update page set mail_hold = 0');
  cards = await world.component('Cards');
  search = await world.component('Search');
  lead = await world.as('publisher', 'Lea Lovage');
});
afterEach(() => world.close());

const form = (more: Record<string, string> = {}) => ({
  state: 'investigating',
  template: '',
  key: crypto.randomUUID(),
  name: 'Card payments fail',
  impactOverride: '',
  body: 'One in *five* payments is declined.',
  composed: '',
  warned: 'no-promise components',
  notify: 'on',
  [`c.${cards}`]: 'partial_outage',
  ...more,
});
const preview = (view: string, more: Record<string, string> = {}) =>
  lead.post(`/admin/incidents/preview/${view}`, form(more));
const publish = async (more: Record<string, string> = {}, id?: string) => {
  const path = id ? `/admin/incidents/${id}` : '/admin/incidents/new';
  const answer = await lead.post(path, form({ ...more, do: 'publish' }));
  return /incidents\/(\w+)\?done=published/.exec(answer.headers.get('location') ?? '')?.[1] ?? '';
};
const subscribe = (id: string, components: string[] | null) =>
  world.deps.db.$client.batch(
    [
      `insert into subscriber (id, page_id, email, state, all_components, confirmed_at, created_at, updated_at)
        values ('${id}', '${world.pageId}', '${id}@example.com', 'active', ${components ? 0 : 1}, 1, 1, 1)`,
      ...(components ?? []).map(
        (c) => `insert into subscription (subscriber_id, component_id) values ('${id}', '${c}')`,
      ),
    ],
    'write',
  );

/** Without values that only publishing decides: ids, versions, and how long a cached one is valid. */
const words = (snapshot: Snapshot | null) =>
  JSON.parse(
    JSON.stringify(snapshot, (key, value) =>
      /^(id|version|staleAt)$/.test(key) && value !== cards && value !== search ? undefined : value,
    ),
  );
/** As a reader of the page’s language is shown it. */
const shownNow = async () => {
  const current = await world.deps.snapshots.current();
  return current && localizedIn(current, 'en');
};
const rows = async () =>
  (await world.deps.db.$client.execute('select count(*) as n from incident_update')).rows[0]?.n;

test('the previewed page equals the published one, of a first update and of the next', async () => {
  const first = await drawn(await preview('page'));
  expect(first.path).toBe('/');
  expect(await rows()).toBe(0);
  const id = await publish();
  expect(words(first.snapshot)).toEqual(words(await shownNow()));
  world.wait(60_000);
  const next = {
    incident: id,
    state: 'resolved',
    body: 'It is over.',
    [`c.${cards}`]: 'operational',
  };
  const second = await drawn(await preview('page', next));
  expect(await publish(next, id)).toBe(id);
  expect(words(second.snapshot)).toEqual(words(await shownNow()));
});

test('the previewed email equals the sent one, including updates that the previous email did not report', async () => {
  const id = await publish();
  const next = { incident: id, state: 'identified', body: 'We found the cause.' };
  const html = await (await preview('mail', next)).text();
  const text = await (await preview('text', next)).text();
  expect(text).toContain('Previous update (Nov 20, 2026, 12:00 UTC, Investigating)');
  await publish(next, id);
  const [plannedRow] = await notificationsToPlan(world.deps.db);
  if (!plannedRow) throw new Error('there is a mail');
  const { byChannel } = await renderNotification(world.deps, plannedRow);
  const personal = /\uE000(manage|unsubscribe)\uE001/g;
  expect(html).toBe(byChannel[EMAIL]?.html.replace(personal, '#$1'));
});

test('a feed item is shown as it will be', async () => {
  const feed = await (await preview('feed')).text();
  expect(feed).toContain('<h1>Investigating: Card payments fail</h1>');
  expect(feed).toContain('One in <em>five</em> payments');
  expect(feed).toContain('Cards: Operational → Partial outage');
});

test('the number of recipients follows the components they chose', async () => {
  await subscribe('everything', null);
  await subscribe('cards', [cards]);
  await subscribe('search', [search]);
  const path = '/admin/incidents/new';
  const { recipients } = await drawn(await lead.post(path, form({ do: 'check' })));
  expect(recipients).toMatchObject({
    people: 2,
    from: world.deps.clock(),
    subject: '[Investigating] Cards: Card payments fail',
  });
  await world.deps.db.$client.execute('update page set mail_hold = 30');
  const both = form({ do: 'check', [`c.${search}`]: 'partial_outage' });
  expect((await drawn(await lead.post(path, both))).recipients).toMatchObject({
    people: 3,
    from: world.deps.clock() + 30_000,
  });
});

test('a preview is inert, framed by this console alone, and only for people who may publish', async () => {
  for (const view of ['mail', 'text', 'feed']) {
    const answer = await preview(view, { name: HOSTILE, body: HOSTILE });
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/^sandbox .*default-src 'none'.*frame-ancestors 'self'/);
    expect(answer.headers.get('x-frame-options')).toBe('SAMEORIGIN');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await answer.text()).not.toMatch(/<script|<img|<iframe/i);
  }
  const viewer = await world.as('viewer');
  expect((await viewer.post('/admin/incidents/preview/page', form())).status).toBe(403);
  expect((await preview('everything')).status).toBe(404);
});

test('an update that pushes its incident out of a limited list shows the one that replaces it', async () => {
  const count = MAX_NAMED + 1;
  const end = world.deps.clock() - HOUR;
  const each = `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${count})`;
  const began = `${end} - i * ${15 * MINUTE}`;
  await world.deps.db.$client.batch(
    [
      `${each} insert into incident (id, page_id, kind, name, state, impact, started_at, resolved_at, created_at, updated_at)
        select 'old' || i, '${world.pageId}', 'incident', 'Old ' || i, 'resolved', 'none', ${began}, ${began}, ${began}, ${began} from n`,
      `${each} insert into incident_update (id, page_id, incident_id, seq, state, body, deliver_notifications, author, display_at, created_at, updated_at)
        select 'up' || i, '${world.pageId}', 'old' || i, 1, 'resolved', 'Over.', 0, 'Lea', ${began}, ${began}, ${began} from n`,
      `${each} insert into incident_component (incident_id, component_id) select 'old' || i, '${cards}' from n`,
      `insert into component_interval (id, page_id, component_id, status, from_at, to_at)
        values ('slow', '${world.pageId}', '${cards}', 'partial_outage', ${end - 30 * DAY}, ${end})`,
      `update component set created_at = ${end - 30 * DAY} where id = '${cards}'`,
    ],
    'write',
  );
  await world.deps.snapshots.refresh();
  const templates = await listTemplates(world.deps.db, world.pageId);
  const template = templates.find(({ state }) => state === 'investigating')?.id ?? '';
  const earlier = new Date(end - 19 * DAY).toISOString().slice(0, 16);
  const reopened = { state: 'monitoring' };
  const answers = { 'f.since': earlier, 'f.next_update': '60' };
  const begunEarlier = { state: 'investigating', template, ...answers };
  for (const changed of [reopened, begunEarlier]) {
    world.wait(MINUTE);
    const typed = { incident: 'old1', [`c.${cards}`]: 'operational', ...changed };
    const { snapshot } = await drawn(await preview('page', typed));
    expect(await publish(typed, 'old1')).toBe('old1');
    expect(words(snapshot)).toEqual(words(await shownNow()));
  }
});

/** `PREVIEWS=1000` compares as many. */
const PREVIEWS = Number(process.env.PREVIEWS ?? (FULL ? 150 : 30));
/** For all of them, in ms. */
const COMPARING = 60_000 + PREVIEWS * 3_600;

/** The ids that publishing gave, in place of the preview's own. */
function withIds(previewed: Snapshot, id: string, updateId: string): Snapshot {
  const shown = [...previewed.incidents, ...previewed.maintenances];
  for (const update of shown.flatMap(({ updates }) => updates))
    if (update.id === 'preview') update.id = updateId;
  return JSON.parse(JSON.stringify(previewed).replaceAll('"preview"', JSON.stringify(id)));
}

test(
  `the pages of ${PREVIEWS} random previews equal the published pages`,
  async () => {
    const random = announced('PREVIEW_SEED');
    const { deps, pageId, owner } = world;
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
    const maybe = <T extends object>(share: number, make: () => T): T | object =>
      random() < share ? make() : {};
    const query = (sql: string) => deps.db.$client.execute(sql);
    await query(`update page set languages = '["de"]'`);
    const templates = Object.fromEntries(
      (await listTemplates(deps.db, pageId)).map((row) => [row.state, row.id]),
    );
    const more: string[] = [];
    for (const name of ['Mail', 'Files', 'Doomed'])
      more.push(await createComponent(deps, owner, pageId, NewComponent.parse({ name })));
    const group = { name: 'Storage', componentIds: more.slice(0, 2) };
    await createGroup(deps, owner, pageId, NewGroup.parse(group));
    const components = [cards, search, ...more];
    const records: string[] = [];
    const begun = new Set<number>(); // two that begin at once are in the order of their ids
    const minute = (earliest: number): number => {
      const now = deps.clock();
      const at = now - Math.floor(random() * (now - earliest));
      const whole = Math.floor(at / MINUTE) * MINUTE;
      return begun.has(whole) ? minute(earliest) : whole;
    };
    const local = (at: number) => new Date(at).toISOString().slice(0, 16);
    let n = 0;

    function randomForm(record: IncidentRecord | null) {
      const state = pick(statesOf(record?.kind ?? 'incident'));
      const since = minute(deps.clock() - 20 * DAY);
      begun.add(since);
      const chosen = components.filter(() => random() < 0.3);
      return {
        do: 'publish',
        key: crypto.randomUUID(),
        state,
        template: random() < 0.5 ? (templates[state] ?? '') : '',
        name: `Trouble ${n}`,
        body: `Text ${n}.`,
        composed: '',
        impactOverride: record ? '' : pick(['', '', '', ...impacts]),
        warned: rules.map(({ id }) => id).join(' '),
        override: 'made up',
        'f.next_update': isClosed(state) ? '' : pick(['15', '60']),
        ...maybe(0.7, () => ({ notify: 'on' })),
        ...maybe(0.4, () => ({ 'f.since': local(since) })),
        ...maybe(0.3, () => ({ 'f.end': local(Math.floor(deps.clock() / MINUTE) * MINUTE) })),
        ...maybe(0.3, () => ({ 'name@de': `Störung ${n}`, 'body@de': `Gesagt ${n}.` })),
        ...Object.fromEntries(chosen.map((id) => [`c.${id}`, pick(componentStatuses)])),
        ...maybe(record?.componentIds.length ? 0.3 : 0, () => ({
          detach: pick(record?.componentIds ?? []),
        })),
        ...(record ? { incident: record.id, expectedRevision: String(record.revision) } : {}),
      };
    }

    async function planned(): Promise<string> {
      const scheduledFor = deps.clock() + Math.floor(random() * 2 * HOUR) - HOUR;
      const window = { scheduledFor, scheduledUntil: scheduledFor + 2 * HOUR };
      const plan = { name: `Work ${n}`, state: 'scheduled', body: 'We move.', override: 'made up' };
      const input = NewIncident.parse({ ...plan, ...window, componentIds: [pick(components)] });
      return (await createIncident(deps, owner, pageId, input)).id;
    }

    for (n = 1; n <= PREVIEWS; n++) {
      world.wait(1 + Math.floor(random() * pick([MINUTE, HOUR, 6 * HOUR])));
      if (n % 20 === 0) records.push(await planned());
      if (n === Math.floor(PREVIEWS / 2)) {
        await archiveComponent(deps, owner, pageId, more[2] ?? '');
        components.pop();
      }
      world.wait(1);
      const known = records.length > 0 && random() < 0.6 ? pick(records) : null;
      const record = known ? await findIncident(deps.db, pageId, known) : null;
      const typed = randomForm(record);
      const previewed = await drawn(await lead.post('/admin/incidents/preview/page', typed));
      const path = record ? `/admin/incidents/${record.id}` : '/admin/incidents/new';
      const answer = await lead.post(path, typed);
      const place = answer.headers.get('location') ?? JSON.stringify(await drawn(answer));
      const id = /incidents\/(\w+)\?done=published/.exec(place)?.[1];
      if (!id || !previewed.snapshot) throw new Error(`not published: ${place}`);
      if (!record) records.push(id);
      const shown = await shownNow();
      const { rows: newest } = await query(
        `select id from incident_update where incident_id = '${id}' order by seq desc limit 1`,
      );
      const expected = JSON.parse(JSON.stringify(shown));
      const promised = withIds(previewed.snapshot, id, String(newest[0]?.id));
      const isSame = JSON.stringify(promised) === JSON.stringify(expected);
      if (!isSame) expect(promised, `update ${n}`).toEqual(expected); // says what differs
      expect(isSame, `the order of things, update ${n}`).toBe(true);
    }
  },
  COMPARING,
);
