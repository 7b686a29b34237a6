import { sql } from 'drizzle-orm';
import { afterEach, expect, test } from 'vitest';
import { issueToken } from '../../../api/actions/team/token.ts';
import type { Role } from '../../../api/domain/response/role.ts';
import { ensureChannel } from '../../../db/channel/channel.ts';
import { UNTIL_RESUMED } from '../../../db/channel/circuit-breaker.ts';
import { write } from '../../../db/engine/write.ts';
import { channelState, subscriber } from '../../../db/schema/index.ts';
import { linkIn, Visitor, wordsOf } from '../../support/browser/visitor.ts';
import { startSmtp } from '../../support/mail/smtp.ts';
import { startSteps } from '../../support/mail/smtp-steps.ts';
import { clientOf } from '../../support/server/client.ts';
import { startServer } from '../../support/server/server.ts';
import { PASSWORD } from '../../support/world/console.ts';
import { addMember, NewMember } from '../../support/world/people.ts';
import { makeWorld } from '../../support/world/world.ts';

/** The real pages, of a server whose mail goes to a scripted one. */
let installation: Awaited<ReturnType<typeof begin>>;
let mailServer: { stop: () => Promise<void> };
afterEach(async () => {
  await installation?.stop();
  await mailServer.stop();
});

async function begin(smtpUrl: string) {
  const server = await startServer({
    env: { SMTP_URL: smtpUrl, MAIL_FROM: 'status@acme.example' },
  });
  const world = await makeWorld({ url: server.databaseUrl });
  const { deps, pageId, owner } = world;
  await deps.db.run(sql`update page set mail_hold = 0`);
  const publisher = await issueToken(deps, owner, pageId, { name: 'ci', role: 'publisher' });
  return {
    server,
    db: deps.db,
    pageId,
    client: clientOf({ url: server.url, pageId, publisher }),
    async as(role: Role) {
      const email = `${role}@example.com`;
      const person = NewMember.parse({ name: role, email, role, password: PASSWORD });
      await addMember(deps, owner, pageId, person);
      const visitor = new Visitor(server.url);
      await visitor.submit(await visitor.get('/admin/sign-in'), { email, password: PASSWORD });
      return visitor;
    },
    stop: async () => {
      world.close();
      await server.stop();
    },
  };
}

/** What the overview and Mail show, as words. */
const shown = (visitor: Visitor) =>
  Promise.all(['/admin', '/admin/mail'].map(async (path) => wordsOf(await visitor.get(path))));

async function expectShown(visitor: Visitor, ...words: (string | RegExp)[]) {
  for (const page of await shown(visitor))
    for (const word of words) expect(page).toMatch(typeof word === 'string' ? escaped(word) : word);
}
const escaped = (text: string) => new RegExp(text.replaceAll(/[.?+()[\]/]/g, '\\$&'));

test('smtp:// at a TLS port is reported on the overview, on Mail and in the log, with the right value', async () => {
  const steps = await startSteps({ tls: 'from the start' });
  mailServer = steps;
  installation = await begin(`smtp://${steps.at}`);
  const owner = await installation.as('owner');
  const sentence =
    'The mail server in SMTP_URL can’t be used: its port requires TLS. Use smtps:// instead of smtp://';
  await expect
    .poll(async () => (await shown(owner)).join(), { timeout: 30_000 })
    .toContain(sentence);
  await expectShown(owner, `${sentence}. Emails wait until this is fixed. Nothing is lost.`);
  expect(installation.server.output()).toContain(sentence);
});

test('while the mail server refuses us, everyone sees why mail waits; an owner resumes it once fixed', async () => {
  const reason = '550 5.7.1 <b>status@acme.example</b> may not send from here.';
  let isRefused = true;
  const smtp = await startSmtp({
    onStep: (step) => (step === 'MAIL' && isRefused ? reason : undefined),
  });
  mailServer = smtp;
  installation = await begin(smtp.url);
  const [owner, publisher, viewer] = [
    await installation.as('owner'),
    await installation.as('publisher'),
    await installation.as('viewer'),
  ];
  for (const page of await shown(owner)) expect(page).not.toMatch(/paused|Emails wait/);
  const times = { confirmedAt: 1, createdAt: 1, updatedAt: 1 };
  const person = {
    id: 'ana000000000',
    pageId: installation.pageId,
    email: 'ana@customers.example',
  };
  await write(installation.db, [
    installation.db.insert(subscriber).values({ ...person, state: 'active', ...times }),
  ]);
  await installation.client.newIncident({
    name: 'Cards fail',
    status: 'investigating',
    body: 'Some cards are declined.',
    preflight_override: 'a test',
  });
  await expect
    .poll(async () => (await shown(owner)).join(), { timeout: 30_000 })
    .toContain('paused');
  const why = reason.replace(/\.$/, '');
  const pausedNotice = /Email delivery is paused since .*: /;
  const all = [pausedNotice, `: ${why}. Nothing is lost; we retry automatically`];
  // Servers repeat addresses, which viewers may not see.
  const hidden = why.replace('status@acme.example', '…');
  await expectShown(viewer, pausedNotice, `: ${hidden}. Nothing is lost; we retry automatically`);
  await expectShown(publisher, ...all, 'Send a test email to see which step fails');
  await expectShown(owner, ...all, 'Resume sending');
  for (const page of await shown(viewer)) expect(page).not.toMatch(/Resume sending|Send a test/);
  for (const page of await shown(publisher)) expect(page).not.toContain('Resume sending');
  const overview = await publisher.get('/admin');
  expect(overview.html).not.toContain('<b>status@');
  expect(new URL(linkIn(overview, 'Send a test email')).pathname).toBe('/admin/mail/test');
  isRefused = false;
  await owner.submit(await owner.get('/admin/mail'), {}, { name: 'do', value: '' });
  await expect
    .poll(() => smtp.taken.map(({ to }) => to), { timeout: 15_000 })
    .toEqual(['ana@customers.example']);
  for (const page of await shown(viewer)) expect(page).not.toContain('paused');

  // A pause that only a person ends is not announced as temporary, and confirmations are separate.
  await write(installation.db, [
    ensureChannel(installation.db, 'letter'),
    installation.db
      .update(channelState)
      .set({ closedSince: 1, closedUntil: UNTIL_RESUMED, trouble: 'reported as spam' }),
  ]);
  await expectShown(
    viewer,
    /Email delivery is paused since .*: reported as spam\. Nothing is lost; an owner needs to resume sending\./,
    /Confirmation emails are paused since .*: reported as spam\./,
  );

  // For the last recipients it is unknown whether the rule is about them.
  await installation.db.run(
    sql`update lane set closed_until = 1, trouble = '550 5.7.1 Not welcome'`,
  );
  await installation.db.run(
    sql`update chunk set state = 'ready', refused_at = 1, due_at = unixepoch() * 1000 + 60000`,
  );
  await expectShown(
    viewer,
    '550 5.7.1 Not welcome. 1 recipient was refused by a rule that may apply to them or to all email from this page.',
    'We retry for six hours, then count them as failed, and you can select Retry.',
  );
});
