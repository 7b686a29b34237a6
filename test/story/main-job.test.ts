import RssParser from 'rss-parser';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HOUR, MINUTE } from '../../api/domain/time/time.ts';
import { localInput } from '../../api/domain/time/zone.ts';
import { linkIn, Visitor, wordsOf } from '../support/browser/visitor.ts';
import { type Installation, startInstallation } from '../support/server/installation.ts';
import { eventually } from '../support/world/eventually.ts';

const ZONE = 'Europe/Berlin';
const READER = 'reader@example.com';
const TITLE = 'Card payments are failing for some customers';

type Step = { state: string; answers: Record<string, string>; says: string; promises: boolean };
const story: Step[] = [
  {
    state: 'Investigating',
    answers: {
      'f.what_users_see': 'About one in five card payments is declined',
      'f.who_is_affected': 'customers who pay by card',
      'f.next_update': '30',
    },
    says: 'About one in five card payments is declined',
    promises: true,
  },
  {
    state: 'Identified',
    answers: {
      'f.cause': 'A change to how we talk to one card network is the cause',
      'f.action': 'We are undoing it',
      'f.next_update': '30',
    },
    says: 'A change to how we talk to one card network is the cause.',
    promises: true,
  },
  {
    state: 'Monitoring',
    answers: {
      'f.change': 'We have undone the change, and card payments go through again',
      'f.next_update': '60',
    },
    says: 'We have undone the change',
    promises: true,
  },
  {
    state: 'Resolved',
    answers: {
      'f.since': localInput(Date.now() - HOUR, ZONE),
      'f.end': localInput(Date.now() - MINUTE, ZONE),
      'f.impact': 'About one in five card payments was declined',
    },
    says: 'About one in five card payments was declined',
    promises: false,
  },
];

let site: Installation;
beforeAll(async () => {
  site = await startInstallation();
});
afterAll(() => site.stop());

test('from the set-up link through the four states: page, feed and inbox show each of them', async () => {
  const lead = new Visitor(site.url);
  await setUp(lead);
  await subscribeAndConfirm(new Visitor(site.url), lead);

  let form = await templateIn(lead, '/admin/incidents/new', 'investigating');
  for (const [updateCount, step] of story.entries()) {
    const first = updateCount === 0 ? { name: TITLE, ...cardsDown(form.html) } : {};
    const composed = await lead.submit(form, { ...step.answers, ...first }, compose);
    expect(composed.html).toContain(step.says);
    const published = await lead.submit(composed, {}, publish);
    expect(published.url).toMatch(/\/admin\/incidents\/[a-z0-9]{12}\?done=published$/);
    await everywhere(lead, step, updateCount + 1);
    const next = story[updateCount + 1];
    const { pathname } = new URL(published.url, site.url);
    if (next) form = await templateIn(lead, pathname, next.state.toLowerCase());
  }
});

const compose = { name: 'do', value: 'compose' };
const publish = { name: 'do', value: 'publish' };

/** The form of a state with its first template. */
async function templateIn(lead: Visitor, path: string, state: string) {
  const offered = await lead.get(`${path}?state=${state}`);
  const [, template] = /data-template="([a-z0-9]{12})"/.exec(offered.html) ?? [];
  return lead.get(`${path}?state=${state}&template=${template}`);
}

/** The first component of the form is Cards. */
function cardsDown(html: string): Record<string, string> {
  const [, pick = ''] = /name="pick" value="([a-z0-9]+)"[^>]*><bdi>Cards</.exec(html) ?? [];
  return { pick, pickStatus: 'partial_outage' };
}

async function setUp(lead: Visitor): Promise<void> {
  const form = await lead.get(site.command('setup-link'));
  const done = await lead.submit(form, {
    pageName: 'Northwind',
    timeZone: ZONE,
    components: 'Cards\nCheckout',
    name: 'Ada',
    email: 'ada@example.com',
    password: 'correct horse battery staple',
  });
  expect(done.url).toMatch(/\/admin(\?|$)/);
  const saved = await lead.submit(await lead.get('/admin/settings/email'), { mailHold: '0' });
  expect(saved.url).toContain('done=saved');
  const page = await lead.get('/');
  expect(wordsOf(page)).toMatch(/all systems operational.*Cards.*Checkout/i);
  expect(() => site.command('setup-link')).toThrow('already has an owner');
}

async function subscribeAndConfirm(reader: Visitor, lead: Visitor): Promise<void> {
  const asked = await reader.submit(await reader.get('/subscribe'), { email: READER });
  expect(wordsOf(asked)).toMatch(/check your inbox/i);
  const mail = await eventually(async () =>
    lead.get(linkIn(await lead.get('/admin/mail'), 'onfirm')),
  );
  const [link = ''] = /https?:\S+\/confirm\/[\w.-]+/.exec(wordsOf(mail)) ?? [];
  const asking = await reader.get(link);
  expect(wordsOf(await lead.get('/admin/subscribers'))).toMatch(/Subscribed 0 Not confirmed 1/);
  await reader.submit(asking, {});
  expect(wordsOf(await lead.get('/admin/subscribers'))).toMatch(/Subscribed 1/);
}

async function everywhere(lead: Visitor, step: Step, updateCount: number) {
  const reader = new Visitor(site.url);
  const page = await reader.get('/');
  const front = wordsOf(page);
  expect(front).toContain(TITLE);
  if (step.promises) {
    expect(front).toContain(step.says);
    expect(front).toMatch(/Next update by/i);
    expect(front).toContain('Partial outage');
  } else {
    expect(front).toMatch(/all systems operational/i);
    expect(front).toContain('Cards Operational');
  }
  const incident = await reader.get(linkIn(await reader.get('/history'), TITLE));
  expect(wordsOf(incident)).toContain(step.says);

  const feed = await new RssParser().parseURL(`${site.url}/history.rss`);
  expect(feed.items[0]?.content).toContain(step.says);
  const { incidents } = await (await fetch(`${site.url}/api/v2/incidents.json`)).json();
  expect(incidents[0].incident_updates).toHaveLength(updateCount);

  await eventually(async () => {
    const inbox = await lead.get('/admin/mail');
    const rows = [...inbox.html.matchAll(/<tr[\s\S]*?<\/tr>/g)].map(([row]) => row);
    const mails = rows.filter((row) => row.includes(READER) && row.includes(TITLE));
    expect(mails).toHaveLength(updateCount);
    const mail = await lead.get(linkIn({ ...inbox, html: mails.join('') }, step.state));
    expect(wordsOf(mail)).toContain(step.says);
    return mail;
  });
}
