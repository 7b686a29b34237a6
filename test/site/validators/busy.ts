import { createIncident, patchIncident } from '../../../api/actions/incident/index.ts';
import { IncidentPatch, NewIncident } from '../../../api/actions/incident/input.ts';
import { saveLanguages } from '../../../api/actions/page/language-settings.ts';
import { writeDemoData } from '../../../api/cli/demo-data/demo-data.ts';
import { addOwner } from '../../../api/cli/demo-data/owner.ts';
import type { Deps } from '../../../api/context/deps.ts';
import type { Locale } from '../../../api/domain/text/locale.ts';
import { plainPage } from '../../../api/render/plain-page.ts';
import { listIncidents } from '../../../db/incident/incident.ts';
import { author, openPage } from '../../support/browser/page.ts';
import type { Visited, Visitor } from '../../support/browser/visitor.ts';
import { HOSTILE } from '../../support/hostile/hostile.ts';
import { type Server, startServer } from '../../support/server/server.ts';
import { eventually } from '../../support/world/eventually.ts';
import { consoleOf, env, prefixes, publicSite, reader } from './documents.ts';
import type { Documents } from './walk.ts';

const SCALE = { components: 12, incidents: 12, days: 60, subscribers: 5, random: 7 };
const HOUR = 3_600_000;
/** Everything that Markdown can make of an update. */
const RICH = `# Title\n\n## Below\n\nSetext\n===\n\n**Bold**, *leaning*, \`code\`, [link](https://example.com/?a=1&b=2).\n\n- one\n  1. two\n\n> said\n\n\`\`\`\nx < y\n\`\`\`\n\n---\n\n| a | b |\n| :-: | -: |\n| 1 | 2 |\n\n![alt](https://example.com/x.png)\n\n${HOSTILE}`;

/** A page with a past, through an incident and a maintenance to the end of both. */
export async function busy(): Promise<Documents> {
  const server = await startServer({ env });
  const { deps, close } = await openPage({ url: server.databaseUrl, empty: true });
  const documents: Documents = new Map();
  const collect = (some: Documents | Iterable<readonly [string, Visited]>) => {
    for (const [name, one] of some) documents.set(name, one);
  };
  try {
    const now = Date.now();
    const live: Deps = { ...deps, clock: () => Date.now() };
    const { pageId } = await writeDemoData(deps.db, { ...SCALE, now }, () => {});
    const owner = await addOwner(deps, pageId);
    const given = {
      locale: 'en' as const,
      languages: ['de', 'ja', 'ar'] as Locale[],
      appliesToExisting: false,
    };
    await saveLanguages(live, author, pageId, given);
    await untilServed(server, 'Larkspur');
    collect(await publicSite(server, 'open incident, planned maintenance', { more: SEARCHES }));

    const operator = reader(server);
    await operator.submit(await operator.get('/admin/sign-in'), owner);
    collect(await consoleOf(operator, 'open incident, planned maintenance'));
    collect(await refusedForms(operator));
    collect(await subscribing(server, operator));

    for (const open of await listIncidents(deps.db, pageId, { filter: 'unresolved' }))
      await patchIncident(live, author, pageId, open.id, patch('resolved', 'It is over.'));
    for (const work of await listIncidents(deps.db, pageId, { filter: 'upcoming' }))
      await patchIncident(live, author, pageId, work.id, patch('in_progress', 'It has begun.'));
    const incident = { state: 'identified', body: RICH, nextUpdateBy: Date.now() + HOUR } as const;
    const input = NewIncident.parse({ ...incident, name: HOSTILE, override: 'hostile on purpose' });
    const { id: hostile } = await createIncident(live, author, pageId, input);
    await untilServed(server, hostile);
    collect(
      await publicSite(server, 'hostile incident, maintenance in progress', {
        more: [`/incidents/${hostile}`],
        isLater: true,
      }),
    );
    for (const path of ['/admin', '/admin/incidents', `/admin/incidents/${hostile}`])
      collect([[`${path} (hostile incident)`, await operator.get(path)]]);
    await patchIncident(live, author, pageId, hostile, patch('resolved', RICH));
    for (const work of await listIncidents(deps.db, pageId, { filter: 'active_maintenance' }))
      await patchIncident(live, author, pageId, work.id, patch('completed', 'It is done.'));
    await untilServed(
      server,
      '"scheduled_maintenances":[]',
      '/api/v2/scheduled-maintenances/active.json',
    );
    collect(await publicSite(server, 'all over', { isLater: true }));
    collect(await errors(server, live));
    return documents;
  } finally {
    close();
    await server.stop();
  }
}

const SEARCHES = [
  '/history?q=certificate',
  '/history?q=nowhere%20%3Cb%3E',
  '/confirm/x',
  '/u/x',
  '/subscriptions/x',
];

const patch = (state: string, body: string) =>
  IncidentPatch.parse({ state, body, override: 'hostile on purpose' });

const untilServed = (server: Server, text: string, path = '/') =>
  eventually(async () => {
    const answer = await (await fetch(server.url + path)).text();
    if (!answer.includes(text)) throw new Error(`${path} has no ${text}`);
  });

/** Forms of the console that come back with what is wrong. */
async function refusedForms(operator: Visitor): Promise<Documents> {
  const found: Documents = new Map();
  const publish = { name: 'do', value: 'publish' };
  for (const [path, typed, button] of [
    ['/admin/incidents/new', { name: '' }, publish],
    ['/admin/incidents/new', { name: HOSTILE, body: 'Look: 10.0.0.1' }, publish],
    ['/admin/maintenances/new', { name: '' }, publish],
    ['/admin/components/new', { name: '' }, undefined],
    ['/admin/settings/general', { name: '' }, undefined],
    ['/admin/settings/email', { mailHold: 'soon' }, undefined],
    ['/admin/settings/members', { email: 'nobody' }, undefined],
    ['/admin/settings/tokens', { name: '' }, undefined],
    ['/admin/settings/tokens', { name: 'CI' }, undefined],
    ['/admin/settings/appearance', { footer: 'x'.repeat(9000) }, undefined],
    ['/admin/settings/templates/new', { name: '' }, undefined],
  ] as const)
    found.set(
      `${path} sent with ${JSON.stringify(typed).slice(0, 60)}`,
      await operator.submit(await operator.get(path), typed, button),
    );
  return found;
}

/** Signing up, confirming, changing and leaving, in each language, with the mails. */
async function subscribing(server: Server, operator: Visitor): Promise<Documents> {
  const found: Documents = new Map();
  for (const [n, prefix] of prefixes.entries()) {
    const one = reader(server);
    const collect = (name: string, page: Visited) => {
      found.set(`${prefix}/${name}`, page);
      return page;
    };
    const email = `reader${n}@example.com`;
    const form = await one.get(`${prefix}/subscribe`);
    collect('subscribe (refused)', await one.submit(form, { email: 'nobody', scope: 'some' }));
    collect('subscribe (sent)', await one.submit(form, { email }));
    const confirmation = await eventually(async () => {
      const { html } = await operator.get('/admin/mail');
      const [, path] = /(\/admin\/mail\/[a-z0-9]{12})"/.exec(html) ?? [];
      if (!path || !html.includes(email)) throw new Error(`no mail to ${email} yet`);
      return operator.get(path);
    });
    collect('mail', confirmation);
    collect('mail (HTML)', await operator.get(`${confirmation.url}/html`));
    const [, token = ''] = /\/confirm\/([\w.-]+)/.exec(confirmation.html) ?? [];
    const confirm = collect('confirm', await one.get(`${prefix}/confirm/${token}`));
    const confirmed = collect('confirm (done)', await one.submit(confirm, {}));
    const [, manage = ''] = /(\/subscriptions\/[\w.-]+)/.exec(confirmed.html) ?? [];
    const choice = collect('subscription', await one.get(prefix + manage));
    collect('subscription (refused)', await one.submit(choice, { scope: 'some', locale: 'xx' }));
    collect('subscription (saved)', await one.submit(choice, { locale: 'de' }));
    collect('subscription (left)', await one.submit(choice, { leave: 'yes' }));
    collect('subscription (used up)', await one.get(prefix + manage));
  }
  return found;
}

/** Pages that tell of an error, in each language. */
async function errors(server: Server, deps: Deps): Promise<Documents> {
  const found: Documents = new Map();
  const ask = async (name: string, path: string, init: RequestInit = {}) => {
    const headers = { accept: 'text/html', origin: server.url, ...init.headers };
    const answer = await fetch(server.url + path, { ...init, headers });
    const type = answer.headers.get('content-type') ?? '';
    found.set(name, { url: answer.url, status: answer.status, type, html: await answer.text() });
    return answer.status;
  };
  const form = (fields: Record<string, string>) => ({
    method: 'POST',
    body: new URLSearchParams(fields),
  });
  for (const prefix of prefixes) {
    const strange = {
      ...form({ email: 'a@example.com' }),
      headers: { origin: 'https://x.example' },
    };
    await ask(`${prefix} from another site`, `${prefix}/subscribe`, strange);
    await ask(`${prefix} no such language`, '/xx/');
    for (const path of [
      '/history/1999-01',
      '/incidents/aaaaaaaaaaaa',
      '/components/aaaaaaaaaaaa',
      '/uptime/1999',
    ])
      await ask(`${prefix}${path}`, prefix + path);
    found.set(`${prefix} plain page`, {
      ...{ url: '', status: 503, type: 'text/html' },
      html: plainPage({
        locale: prefix === '' ? 'en' : prefix === '/ja' ? 'ja' : 'ar',
        title: HOSTILE,
        lines: [HOSTILE],
        submittedText: HOSTILE,
      }),
    });
  }
  for (const prefix of prefixes)
    for (let tries = 0; tries < 60; tries++) {
      const email = `a${tries}${prefix.slice(1)}@example.com`;
      if (
        (await ask(`${prefix} too many`, `${prefix}/subscribe`, form({ email, scope: 'all' }))) ===
        429
      )
        break;
    }
  await deps.db.$client.execute('alter table subscriber rename to nobody');
  for (const prefix of prefixes) await ask(`${prefix} error`, `${prefix}/u/abcdefghijkl.x`);
  return found;
}
