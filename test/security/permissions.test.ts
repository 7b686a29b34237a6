import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createIncident } from '../../api/actions/incident/index.ts';
import { NewIncident } from '../../api/actions/incident/input.ts';
import { newPage } from '../../api/actions/page/page.ts';
import { issueToken } from '../../api/actions/team/token.ts';
import { createApp } from '../../api/app.ts';
import type { Role } from '../../api/domain/response/role.ts';
import { allRows } from '../../db/engine/dump.ts';
import { write } from '../../db/engine/write.ts';
import { findIncident } from '../../db/incident/incident.ts';
import { insertMember } from '../../db/team/account.ts';
import { type Browser, type ConsoleWorld, makeConsole, PASSWORD } from '../support/console.ts';

/**
 * Who is let in by each route. `link`: a secret in the address, in the form or as a signature decides,
 * whoever asks; here nobody has one, and nothing may change.
 */
const table = {
  everyone: `
    GET /  GET /badges  GET /embed  GET /api/docs  GET /history
    GET /history/:month{[0-9]{4}-(?:0[1-9]|1[0-2])}  GET /incidents/:id{[a-z0-9]{12}}
    GET /logo/:file{[0-9a-f]{32}\\.(?:png|jpg|webp|gif|svg)}
    GET /robots.txt  GET /sitemap.xml  GET /picture.png  GET /pictures/operational.png
    GET /pictures/under_maintenance.png  GET /pictures/degraded_performance.png
    GET /pictures/partial_outage.png  GET /pictures/major_outage.png  GET /incidents/:id/picture.png
    GET /history.rss  GET /history.atom  GET /history.json  GET /maintenance.ics
    GET /updates.rss  GET /updates.atom  GET /updates.json
    GET /components/:id/updates.rss  GET /components/:id/updates.atom  GET /components/:id/updates.json
    GET /incidents/:id/updates.rss  GET /incidents/:id/updates.atom  GET /incidents/:id/updates.json
    GET /incidents/:file{[^/]+\\.ics}  GET /incidents/:file{[^/]+\\.json}
    GET /badge.svg  GET /badge.json  GET /components/:id/badge.svg  GET /components/:id/badge.json
    GET /api/v2/summary.json  GET /api/v2/status.json  GET /api/v2/components.json
    GET /api/v2/incidents.json  GET /api/v2/incidents/unresolved.json
    GET /api/v2/scheduled-maintenances.json  GET /api/v2/scheduled-maintenances/upcoming.json
    GET /api/v2/scheduled-maintenances/active.json  GET /api/v2/*
    GET /api/allclear/now.json  GET /api/allclear/incidents.json  GET /api/allclear/*
    GET /api/openapi.json  GET /embed/script.js  GET /embed/status.js  GET /embed/frame
    GET /healthz  GET /readyz
    GET /uptime  GET /uptime.csv  GET /components/:id{[a-z0-9]{12}}  GET /api/allclear/uptime.json
    GET /uptime/:period{[0-9]{4}(?:-(?:0[1-9]|1[0-2]))?}
    GET /uptime/:file{[0-9]{4}(?:-(?:0[1-9]|1[0-2]))?\\.csv}
    GET /api/allclear/uptime/:file{[0-9]{4}(?:-(?:0[1-9]|1[0-2]))?\\.json}
    GET /subscribe  GET /subscribe/sent  POST /subscribe  POST /language
    GET /admin/sign-in  POST /admin/sign-out`,
  link: `
    POST /u/:token  GET /u/:token  GET /confirm/:token  POST /confirm/:token
    GET /subscriptions/:token  POST /subscriptions/:token
    GET /setup  POST /setup  POST /hooks/resend  POST /hooks/bounce
    POST /admin/sign-in`,
  viewer: `
    GET /admin  GET /admin/account  POST /admin/account
    GET /admin/incidents  GET /admin/incidents/:id  GET /admin/maintenances  GET /admin/components
    GET /admin/mail  GET /admin/palette`,
  publisher: `
    GET /admin/incidents/new  POST /admin/incidents/new  POST /admin/incidents/compose
    POST /admin/incidents/preview/:view  POST /admin/incidents/:id
    GET /admin/incidents/:id/edit  POST /admin/incidents/:id/edit
    GET /admin/incidents/:id/severity  POST /admin/incidents/:id/severity
    GET /admin/incidents/:id/updates/:update  POST /admin/incidents/:id/updates/:update
    GET /admin/incidents/:id/delete  POST /admin/incidents/:id/delete
    GET /admin/drafts/:id  POST /admin/drafts/:id  POST /admin/drafts/:id/here
    POST /admin/drafts/:id/approve  POST /admin/drafts/:id/send-back  POST /admin/drafts/:id/cancel
    GET /admin/drafts/:id/discard  POST /admin/drafts/:id/discard
    GET /admin/maintenances/new  POST /admin/maintenances/new
    GET /admin/maintenances/:id/edit  POST /admin/maintenances/:id/edit
    GET /admin/maintenances/:id/cancel  POST /admin/maintenances/:id/cancel
    GET /admin/components/new  POST /admin/components/new
    GET /admin/components/:id  POST /admin/components/:id  POST /admin/components/:id/move
    GET /admin/components/:id/past  POST /admin/components/:id/past
    GET /admin/components/:id/archive  POST /admin/components/:id/archive
    POST /admin/components/:id/restore
    GET /admin/subscribers  POST /admin/subscribers  GET /admin/subscribers/:id
    GET /admin/subscribers/:id/remove  POST /admin/subscribers/:id/remove
    POST /admin/mail/notifications/:id  GET /admin/mail/:id  GET /admin/mail/:id/html
    GET /admin/mail/test  POST /admin/mail/test  POST /admin/mail/test/dismiss
    GET /admin/mail/notifications/:id  POST /admin/mail/notifications/:id/retry
    POST /admin/mail/confirmations/retry`,
  owner: `
    POST /admin/release  POST /admin/mail/reopen  GET /admin/settings  POST /admin/settings
    GET /admin/settings/look  POST /admin/settings/look
    GET /admin/settings/checks  POST /admin/settings/checks
    GET /admin/settings/languages  POST /admin/settings/languages
    GET /admin/settings/severity  POST /admin/settings/severity
    GET /admin/settings/reminders  POST /admin/settings/reminders
    GET /admin/settings/templates  GET /admin/settings/templates/new
    POST /admin/settings/templates/new  GET /admin/settings/templates/:id
    POST /admin/settings/templates/:id  GET /admin/settings/templates/:id/archive
    POST /admin/settings/templates/:id/archive  GET /admin/settings/templates/:id/export
    GET /admin/settings/templates/:id/versions  POST /admin/settings/templates/sample
    POST /admin/settings/templates/:id/versions/:version
    GET /admin/settings/templates/export
    GET /admin/settings/templates/import  POST /admin/settings/templates/import
    GET /admin/settings/members  POST /admin/settings/members  GET /admin/settings/members/:id
    POST /admin/settings/members/:id  GET /admin/settings/members/:id/password
    POST /admin/settings/members/:id/password  GET /admin/settings/members/:id/remove
    POST /admin/settings/members/:id/remove  GET /admin/settings/tokens
    POST /admin/settings/tokens  GET /admin/settings/tokens/:id/revoke
    POST /admin/settings/tokens/:id/revoke`,
  token: `
    GET /metrics  GET /v1/pages  GET /v1/pages/:page
    GET /v1/pages/:page/components  GET /v1/pages/:page/components/:component
    GET /v1/pages/:page/component-groups  GET /v1/pages/:page/component-groups/:group
    GET /v1/pages/:page/incidents  GET /v1/pages/:page/incidents/unresolved
    GET /v1/pages/:page/incidents/scheduled  GET /v1/pages/:page/incidents/upcoming
    GET /v1/pages/:page/incidents/active_maintenance  GET /v1/pages/:page/incidents/:incident`,
  writingToken: `
    POST /v1/pages/:page/components  PATCH /v1/pages/:page/components/:component
    PUT /v1/pages/:page/components/:component  DELETE /v1/pages/:page/components/:component
    POST /v1/pages/:page/component-groups  PATCH /v1/pages/:page/component-groups/:group
    PUT /v1/pages/:page/component-groups/:group  DELETE /v1/pages/:page/component-groups/:group
    PATCH /v1/pages/:page/incidents/:incident/incident_updates/:update
    PUT /v1/pages/:page/incidents/:incident/incident_updates/:update
    POST /v1/pages/:page/incidents  PATCH /v1/pages/:page/incidents/:incident
    PUT /v1/pages/:page/incidents/:incident  DELETE /v1/pages/:page/incidents/:incident`,
  owningToken: `
    PUT /v1/pages/:page/logo  DELETE /v1/pages/:page/logo
    PUT /v1/pages/:page/logo/dark  DELETE /v1/pages/:page/logo/dark`,
};
type Level = keyof typeof table;
const rows = Object.entries(table).flatMap(([level, routes]) =>
  routes
    .trim()
    .split(/\s{2,}|\n\s*/)
    .map((route) => ({ level: level as Level, route })),
);

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

/** Who signed in when, and how often somebody tried. */
const passing = new Set(['session', 'rate_limit', 'attempt']);

const isIn = (visitor: Visitor): boolean => /^(viewer|publisher|owner)$/.test(visitor);
const ranks = ['viewer', 'publisher', 'owner'];

/** What must come back: let in, told to sign in, refused, or nothing there for them. */
function expected({ level, route }: (typeof rows)[number], visitor: Visitor): string {
  if (level === 'everyone' || level === 'link') return 'in';
  if (level.toLowerCase().includes('token')) {
    if (visitor === 'anonymous' || visitor === 'expired') return 'sign in';
    if (visitor === 'viewer' && level !== 'token') return 'refused';
    if (visitor === 'owner of another page' && route.includes(':page')) return 'nothing';
    if (visitor === 'publisher' && level === 'owningToken') return 'refused';
    return 'in';
  }
  if (!isIn(visitor)) return 'sign in';
  return ranks.indexOf(visitor) < ranks.indexOf(level) ? 'refused' : 'in';
}

async function came(level: Level, route: string, visitor: Visitor): Promise<string> {
  world.wait(1000); // not all within one minute: that is limited
  const [method = '', pattern = ''] = route.split(' ');
  const path = pattern
    .replace(/:month\{.*?\)\}/, '2026-10')
    .replace(/:(?:file|period)\{\[0-9\].*?(?:\\\.(csv|json))?\}$/, (_, ext) =>
      ext ? `2026-10.${ext}` : '2026-10',
    )
    .replace(/:file\{.*?\.(ics|json)\}/, 'nosuch.$1')
    .replace(/:file\{\[0-9a-f\].*\}$/, `${'0'.repeat(32)}.png`)
    .replace(':page', world.pageId)
    .replace('*', 'nosuch')
    .replace(/:\w+(\{.*?\}\})?(\{.*?\})?/g, 'nosuchrow000')
    .replaceAll('}', '');
  const answer = level.toLowerCase().includes('token')
    ? await world.request(path, { method, headers: { authorization: `OAuth ${tokens[visitor]}` } })
    : method === 'GET'
      ? await browsers[visitor].get(path)
      : await browsers[visitor].post(path, {});
  const { status } = answer;
  if (status >= 500) return `fault ${status}`;
  const next = answer.headers.get('location') ?? '';
  if (level === 'link') return 'in';
  if (status === 401 || (next.startsWith('/admin/sign-in') && level !== 'everyone'))
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

describe.each(visitors)('%s', (visitor) => {
  test('is let in where the table says so, and nowhere else', async () => {
    const wrong: string[] = [];
    const inOrder = [...rows].sort(
      (a, b) => Number(a.route.endsWith('sign-out')) - Number(b.route.endsWith('sign-out')),
    );
    for (const row of inOrder) {
      const [should, did] = [expected(row, visitor), await came(row.level, row.route, visitor)];
      if (should !== did) wrong.push(`${row.route}: should be “${should}”, was “${did}”`);
    }
    expect(wrong).toEqual([]);
  });
});

test.each(visitors.filter((visitor) => !isIn(visitor)))('%s changes nothing', async (visitor) => {
  const kept = async () =>
    (await allRows(world.deps.db)).filter(({ table: name }) => !passing.has(name));
  const before = await kept();
  for (const { level, route } of rows)
    if (!route.startsWith('GET ')) await came(level, route, visitor);
  expect(await kept()).toEqual(before);
});

test('a token of another page finds none of this page’s rows under its own address', async () => {
  const { deps, owner, pageId } = world;
  const component = await world.component('Cards');
  const first = { name: 'Payments fail', state: 'investigating', body: 'Looking.' };
  const incident = await createIncident(deps, owner, pageId, NewIncident.parse(first));
  const update = (await findIncident(deps.db, pageId, incident))?.updates[0]?.id ?? '';
  const headers = {
    authorization: `OAuth ${tokens['owner of another page']}`,
    'content-type': 'application/json',
  };
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
    const body = method === 'GET' ? null : '{"incident":{},"component":{},"incident_update":{}}';
    expect([route, (await world.request(path, { method, headers, body })).status]).toEqual([
      route,
      404,
    ]);
  }
});
