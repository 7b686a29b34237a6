import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createIncident } from '../../api/actions/incident/index.ts';
import { NewIncident } from '../../api/actions/incident/input.ts';
import { newPage } from '../../api/actions/page/page.ts';
import { issueToken } from '../../api/actions/team/token.ts';
import { createApp } from '../../api/app.ts';
import { can, type Permission, permissionSets } from '../../api/domain/response/permissions.ts';
import type { Role } from '../../api/domain/response/role.ts';
import { tokenScopes } from '../../api/domain/response/token-scope.ts';
import { allRows } from '../../db/engine/dump.ts';
import { write } from '../../db/engine/write.ts';
import { findIncident } from '../../db/incident/incident.ts';
import { insertMember } from '../../db/team/account.ts';
import {
  type Browser,
  type ConsoleWorld,
  makeConsole,
  PASSWORD,
} from '../support/world/console.ts';
import { isApi, isPublic, type Need, type Row, rows } from './routes.ts';

/** The permission that is taken away from everybody while a route is requested. */
const rights = vi.hoisted(() => ({ withheld: '' }));
vi.mock('../../api/domain/response/permissions.ts', async (original) => {
  const real = await original<typeof import('../../api/domain/response/permissions.ts')>();
  const can: typeof real.can = (actor, permission, page) =>
    permission !== rights.withheld && real.can(actor, permission, page);
  return { ...real, can };
});

const visitors = [
  'anonymous',
  'viewer',
  'publisher',
  'owner',
  'expired',
  'owner of another page',
] as const;
type Visitor = (typeof visitors)[number];

const OTHER_PAGE = 'page00000002';
let world: ConsoleWorld;
const browsers = {} as Record<Visitor, Browser>;
const tokens = {} as Record<Visitor, string>;

beforeAll(async () => {
  world = await makeConsole();
  const { deps, owner, pageId } = world;
  const run = (sql: string) => deps.db.$client.execute(sql);
  await write(
    deps.db,
    newPage(deps, owner, { id: OTHER_PAGE, name: 'Other', timeZone: 'Etc/UTC', at: deps.clock() }),
  );
  const passwordHash = await (await (await deps.auth()).$context).password.hash(PASSWORD);
  const person = { userId: 'other0000001', accountId: 'other0000002', passwordHash };
  const other = { name: 'Other', email: 'other@example.com', role: 'owner' } as const;
  const at = deps.clock();
  await write(deps.db, insertMember(deps.db, { ...person, ...other, pageId: OTHER_PAGE, at }));
  for (const visitor of visitors) {
    const role: Role = visitor === 'viewer' || visitor === 'publisher' ? visitor : 'owner';
    const isOther = visitor === 'owner of another page';
    browsers[visitor] =
      visitor === 'anonymous' || isOther ? world.browser() : await world.as(role, visitor);
    if (isOther) await browsers[visitor].signIn('other@example.com');
    const named = { name: visitor, role };
    tokens[visitor] =
      visitor === 'anonymous'
        ? ''
        : await issueToken(deps, owner, isOther ? OTHER_PAGE : pageId, named);
  }
  const expired = "(select id from user where name = 'expired')";
  await run(`update session set expires_at = 1 where user_id = ${expired}`);
  await run("update api_token set revoked_at = 1 where name = 'expired'");
});
afterAll(() => world.close());

/** Who signed in or used a token when, and how often somebody tried. */
const passing = new Set(['session', 'rate_limit', 'attempt']);
const rowsNow = async () =>
  (await allRows(world.deps.db))
    .filter(({ table }) => !passing.has(table))
    .map(({ table, rows: all }) => [table, all.map((row) => ({ ...row, last_used_at: null }))]);

const isIn = (visitor: Visitor): visitor is Role => /^(viewer|publisher|owner)$/.test(visitor);

/** The expected answer: allowed, redirected to sign-in, refused, or not found. */
function expected({ need, route }: Row, visitor: Visitor): string {
  if (isPublic(need)) return 'in';
  const isOther = visitor === 'owner of another page';
  if (visitor === 'anonymous' || visitor === 'expired') return 'sign in';
  if (isOther && !isApi(route)) return 'sign in';
  if (isOther) return route.includes(':page') ? 'nothing' : 'in';
  return permissionSets[visitor].has(need) ? 'in' : 'refused';
}

async function came({ need, route }: Row, visitor: Visitor): Promise<string> {
  world.wait(1000); // not all within one minute: that is limited
  const [method = '', pattern = ''] = route.split(' ');
  const path = pattern
    .replace(/:month\{.*?\)\}/, '2026-10')
    .replace(/:part\{.*\}$/, '2')
    .replace(/:(?:file|period)\{\[0-9\].*?(?:\\\.(csv|json))?\}$/, (_, ext) =>
      ext ? `2026-10.${ext}` : '2026-10',
    )
    .replace(/:file\{.*?\.(ics|json)\}/, 'nosuch.$1')
    .replace(/:file\{\[0-9a-f\].*\}$/, `${'0'.repeat(32)}.png`)
    .replace(':page', world.pageId)
    .replace('*', 'nosuch')
    .replace(/:\w+(\{.*?\}\})?(\{.*?\})?/g, 'nosuchrow000')
    .replaceAll('}', '');
  const answer = isApi(route)
    ? await world.request(path, { method, headers: { authorization: `OAuth ${tokens[visitor]}` } })
    : method === 'GET'
      ? await browsers[visitor].get(path)
      : await browsers[visitor].post(path, {});
  const { status } = answer;
  if (status >= 500) return `error ${status}`;
  const next = answer.headers.get('location') ?? '';
  if (need === 'link') return 'in';
  if (status === 401 || (/^\/(?:admin|internal)\/sign-in/.test(next) && need !== 'everyone'))
    return 'sign in';
  if (status === 403) return 'refused';
  if (status === 404 && route.includes(':page') && visitor === 'owner of another page')
    return 'nothing';
  return 'in';
}

test('every route of the app has a row, and every row has a route', () => {
  const app = createApp(
    async () => world.deps,
    async () => new Response(),
  );
  const routes = app.routes.filter(({ method }) => method !== 'ALL');
  const known = new Set(routes.map(({ method, path }) => `${method} ${path}`));
  expect(rows.map(({ route }) => route).toSorted()).toEqual([...known].toSorted());
});

test('routes for everybody on the team ask only for reading permissions', () => {
  const reading: Need[] = ['page.read', 'api.read', 'metrics.read'];
  const writes = rows.filter(({ need, route }) => reading.includes(need) && !/^GET /.test(route));
  expect(writes).toEqual([]);
});

test('every route asks for its permission before it does anything', async () => {
  const before = await rowsNow();
  const wrong: string[] = [];
  for (const row of rows.filter(({ need }) => !isPublic(need))) {
    rights.withheld = row.need;
    const did = await came(row, 'owner');
    if (did !== 'refused') wrong.push(`${row.route}: asks for no “${row.need}”, was “${did}”`);
  }
  rights.withheld = '';
  expect(wrong).toEqual([]);
  expect(await rowsNow()).toEqual(before);
});

test.each([
  ['api.write', 'POST', '', { name: 'Payments fail' }],
  ['maintenance.plan', 'POST', '', { name: 'Upgrade', scheduled_for: '2026-12-01T10:00:00Z' }],
  ['maintenance.plan', 'PATCH', '/nosuchrow000', { scheduled_until: '2026-12-01T12:00:00Z' }],
])('the API also asks for %s', async (withheld, method, path, incident) => {
  rights.withheld = withheld;
  const { status } = await world.request(`/v1/pages/${world.pageId}/incidents${path}`, {
    method,
    headers: { authorization: `OAuth ${tokens.owner}`, 'content-type': 'application/json' },
    body: JSON.stringify({ incident }),
  });
  rights.withheld = '';
  expect(status).toBe(403);
});

describe.each(visitors)('%s', (visitor) => {
  test('is allowed where the table says so, and nowhere else', async () => {
    const wrong: string[] = [];
    const inOrder = [...rows].sort(
      (a, b) => Number(a.route.endsWith('sign-out')) - Number(b.route.endsWith('sign-out')),
    );
    for (const row of inOrder) {
      const [should, did] = [expected(row, visitor), await came(row, visitor)];
      if (should !== did) wrong.push(`${row.route}: should be “${should}”, was “${did}”`);
    }
    expect(wrong).toEqual([]);
  });
});

test.each(tokenScopes)(
  'an owner’s token limited to “%s” is let in where its limit says so',
  async (scope) => {
    const { deps, owner, pageId } = world;
    tokens.owner = await issueToken(deps, owner, pageId, { name: scope, role: 'owner', scope });
    const may = (need: Permission) => can({ ...owner, scope }, need, { id: pageId });
    const wrong: string[] = [];
    for (const row of rows.filter(({ need, route }) => !isPublic(need) && isApi(route))) {
      if (isPublic(row.need)) continue;
      const gate = row.route.startsWith('GET ') ? 'api.read' : 'api.write';
      const isLetIn = may(row.need) && (row.route === 'GET /metrics' || may(gate));
      const did = await came(row, 'owner');
      if (did !== (isLetIn ? 'in' : 'refused')) wrong.push(`${row.route}: was “${did}”`);
    }
    expect(wrong).toEqual([]);
  },
);

test.each(visitors.filter((visitor) => !isIn(visitor)))('%s changes nothing', async (visitor) => {
  const before = await rowsNow();
  for (const row of rows) if (!row.route.startsWith('GET ')) await came(row, visitor);
  expect(await rowsNow()).toEqual(before);
});

test('a token of another page finds none of this page’s rows at its own address', async () => {
  const { deps, owner, pageId } = world;
  const component = await world.component('Cards');
  const first = { name: 'Payments fail', state: 'investigating', body: 'Looking.' };
  const { id: incident } = await createIncident(deps, owner, pageId, NewIncident.parse(first));
  const update = (await findIncident(deps.db, pageId, incident))?.updates[0]?.id ?? '';
  const headers = {
    authorization: `OAuth ${tokens['owner of another page']}`,
    'content-type': 'application/json',
  };
  const milestone = { kind: 'resolved' };
  const internal_update = { current_state: 'Down.' };
  const envelopes = JSON.stringify({
    ...{ incident: {}, component: {}, incident_update: {}, event: { kind: 'note' }, milestone },
    ...{ roles: {}, triage: {}, internal_update, checklist: {}, links: {}, access: {} },
    ...{ timer: { action: 'Restart', minutes: 5, do: 'done' } },
    ...{ escalation: { business_impact: true } },
    ...{ hypothesis: { text: 'The queue', state: 'open' } },
    postmortem: { body_draft: 'A full disk.' },
  });
  const filled = rows.filter(({ route }) => /^\w+ \/v1\/.*:(component|incident)\b/.test(route));
  expect(filled.length).toBeGreaterThan(8);
  for (const { route } of filled) {
    world.wait(1000); // not all within one minute: that is limited
    const [method = '', pattern = ''] = route.split(' ');
    const path = pattern
      .replace(':page', OTHER_PAGE)
      .replace(':component', component)
      .replace(':incident', incident)
      .replace(':update', update);
    const body = method === 'GET' ? null : envelopes;
    expect([route, (await world.request(path, { method, headers, body })).status]).toEqual([
      route,
      404,
    ]);
  }
});
