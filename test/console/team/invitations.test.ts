import { afterEach, beforeEach, expect, test } from 'vitest';
import { invite } from '../../../api/actions/team/invitation.ts';
import { DAY } from '../../../api/domain/time/time.ts';
import { allRows } from '../../../db/engine/dump.ts';
import { findPage } from '../../../db/page/page.ts';
import { listMembers } from '../../../db/team/account.ts';
import { openInvitations } from '../../../db/team/invitation.ts';
import {
  type Browser,
  type ConsoleWorld,
  drawn,
  makeConsole,
  PASSWORD,
  propsIn,
} from '../../support/world/console.ts';

let world: ConsoleWorld;
let owner: Browser;
beforeEach(async () => {
  world = await makeConsole();
  owner = await world.as('owner', 'Olga');
});
afterEach(() => world.close());

const MEMBERS = '/admin/settings/members';
const PIA = 'pia@example.com';

/** Mail goes out through a server from now on. */
const setUpMail = () => {
  world.deps.mailer = { ...world.deps.mailer, name: 'smtp' };
};
const sendInvitation = (email = PIA, role = 'publisher') => owner.post(MEMBERS, { email, role });
/** The link that the owner is shown. */
const shownLink = async (answer: Response) => `${(await drawn(answer)).form?.values.link}`;
const pathOf = (link: string) => link.replace(/^https?:\/\/[^/]+/, '');
const tokenOf = (link: string) => new URL(link).searchParams.get('token') ?? '';
const mails = async () =>
  (await world.deps.db.query.directMail.findMany()).filter(({ kind }) => kind === 'invitation');
const mailedLink = async () =>
  /http\S+\/admin\/invitation\?token=\S+/.exec((await mails()).at(-1)?.text ?? '')?.[0] ?? '';
const opened = async (link: string, browser = world.browser()) =>
  propsIn(await drawn(await browser.get(pathOf(link))), '/admin/invitation');
const accept = (link: string, typed: Record<string, string> = {}, browser = world.browser()) =>
  browser.post('/admin/invitation', {
    token: tokenOf(link),
    name: 'Pia',
    password: PASSWORD,
    ...typed,
  });
const pending = () => openInvitations(world.deps.db, world.pageId);
const audits = async () =>
  (await world.deps.db.query.audit.findMany()).filter(({ subject }) => subject === 'invitation');

test('an invited person gets a link by email, chooses name and password, and is signed in', async () => {
  setUpMail();
  expect((await sendInvitation(' Pia@Example.com ')).headers.get('location')).toBe(
    `${MEMBERS}?done=invited`,
  );
  const [mail] = await mails();
  expect(mail).toMatchObject({ to: PIA, subject: 'You’re invited to the Northwind status page' });
  const link = await mailedLink();
  expect(mail?.html).toContain(link);
  expect(mail?.text).toContain('Olga invited you');
  expect(await opened(link)).toMatchObject({
    pageName: 'Northwind',
    invitation: { email: PIA, role: 'publisher', state: 'open', hasAccount: false },
  });

  const pia = world.browser();
  const answer = await accept(link, { email: 'someone.else@example.com', role: 'owner' }, pia);
  expect(answer.headers.get('location')).toBe('/admin?done=joined');
  expect((await pia.get('/admin/incidents/new')).status).toBe(200);
  expect((await pia.get('/admin/settings')).status, 'no more than the role').toBe(403);
  const members = await listMembers(world.deps.db, world.pageId);
  expect(members.find(({ name }) => name === 'Pia')).toMatchObject({
    email: PIA,
    role: 'publisher',
  });
  expect(await pending()).toEqual([]);
  expect((await audits()).map(({ action, actor }) => [action, actor.split(' ')[1]])).toEqual([
    ['invite', 'Olga'],
    ['accept', 'Pia'],
  ]);
});

test('opening the link changes nothing, however often', async () => {
  setUpMail();
  await sendInvitation();
  const link = await mailedLink();
  const before = await allRows(world.deps.db);
  for (let i = 0; i < 3; i++) expect((await opened(link)).invitation?.state).toBe('open');
  expect(await allRows(world.deps.db)).toEqual(before);
});

test('neither the database nor the audit log has the token once the email is sent', async () => {
  setUpMail();
  await sendInvitation();
  const token = tokenOf(await mailedLink());
  await world.deps.sender.poll();
  const rows = JSON.stringify(await allRows(world.deps.db));
  expect((await mails()).map(({ state, text, html }) => [state, text, html])).toEqual([
    ['done', '', ''],
  ]);
  expect(rows).not.toContain(token);
});

test('without a mail server, the owner sees the link once', async () => {
  const answer = await sendInvitation();
  expect(answer.status).toBe(200);
  const link = await shownLink(answer);
  expect(link).toMatch(/^http:\/\/localhost:4321\/admin\/invitation\?token=[\w-]{43}$/);
  expect(await mails()).toEqual([]);
  const again = propsIn(await drawn(await owner.get(MEMBERS)), MEMBERS);
  expect([again.form, again.isMailSetUp]).toEqual([undefined, false]);
  expect(again.invitations).toMatchObject([
    { email: PIA, expiresAt: world.deps.clock() + 7 * DAY },
  ]);
  expect(JSON.stringify(again)).not.toContain(tokenOf(link));
  expect((await accept(link)).status).toBe(303);
});

test('a used, expired or withdrawn link says so, and makes nobody a member', async () => {
  const used = await shownLink(await sendInvitation());
  await accept(used);
  const withdrawn = await shownLink(await sendInvitation('wes@example.com'));
  const [invitation] = await pending();
  await owner.post(`${MEMBERS}/invitations/${invitation?.id}/withdraw`, {});
  expect(await pending()).toEqual([]);
  const expired = await shownLink(await sendInvitation('eve@example.com'));
  world.wait(7 * DAY);
  for (const [link, state] of [
    [used, 'accepted'],
    [withdrawn, 'withdrawn'],
    [expired, 'expired'],
    ['http://localhost:4321/admin/invitation?token=made-up', undefined],
    ['http://localhost:4321/admin/invitation', undefined],
  ] as const) {
    expect((await opened(link)).invitation?.state).toBe(state);
    const answer = await accept(link, { name: 'Mallory' });
    expect(answer.status).toBe(403);
    const page = propsIn(await drawn(answer), '/admin/invitation');
    expect(page.invitation?.state).toBe(state);
    expect(page.form?.message).toMatch(/can’t be accepted/);
  }
  expect((await listMembers(world.deps.db, world.pageId)).map(({ name }) => name)).toEqual([
    'Olga',
    'Pia',
  ]);
});

test('resending replaces the link and restarts the seven days', async () => {
  setUpMail();
  await sendInvitation();
  const first = await mailedLink();
  world.wait(8 * DAY);
  const [invitation] = await pending();
  const path = `${MEMBERS}/invitations/${invitation?.id}`;
  expect((await owner.post(`${path}/resend`, {})).headers.get('location')).toContain('invited');
  const second = await mailedLink();
  expect((await opened(first)).invitation).toBeNull();
  expect((await opened(second)).invitation?.state).toBe('open');
  const third = await shownLink(await owner.post(`${path}/link`, {}));
  expect((await opened(second)).invitation).toBeNull();
  expect((await accept(third)).status).toBe(303);
  expect((await owner.post(`${path}/resend`, {})).status, 'it is accepted by now').toBe(404);
});

test('an address with an account can’t be invited, and an invited one not twice', async () => {
  const member = await drawn(await sendInvitation('OLGA@example.com'));
  expect(member.form?.fields.email).toContain('already has an account');
  await sendInvitation();
  const again = await drawn(await sendInvitation('PIA@example.com', 'viewer'));
  expect(again.form?.fields.email).toContain('already invited');
  expect(await pending()).toHaveLength(1);
});

test('the link of somebody who already has an account changes neither password nor role', async () => {
  const link = await shownLink(await sendInvitation('ben@example.com', 'owner'));
  await world.as('viewer', 'Ben');
  expect((await opened(link)).invitation?.hasAccount).toBe(true);
  expect((await accept(link, { password: 'another horse battery' })).status).toBe(403);
  const ben = world.browser();
  expect((await ben.signIn('ben@example.com')).status).toBe(303);
  expect((await ben.get('/admin/settings')).status).toBe(403);
});

test('two people who use one link at the same moment become one member', async () => {
  const link = await shownLink(await sendInvitation());
  const answers = await Promise.all([accept(link, { name: 'One' }), accept(link, { name: 'Two' })]);
  expect(answers.map(({ status }) => status).toSorted()).toEqual([303, 403]);
  expect(await listMembers(world.deps.db, world.pageId)).toHaveLength(2);
});

test('a weak password keeps the link and the input', async () => {
  const link = await shownLink(await sendInvitation());
  const { form } = await drawn(await accept(link, { password: 'password12' }));
  expect(form?.fields.password).toContain('too common');
  expect(form?.values.name).toBe('Pia');
  expect((await accept(link)).status).toBe(303);
});

test('a link in an email leads to BASE_URL, whatever host the request names', async () => {
  setUpMail();
  const page = (await findPage(world.deps.db, world.pageId)) ?? expect.fail();
  const headers = { 'x-forwarded-host': 'evil.example', origin: 'http://localhost:4321' };
  const cookie = [...owner.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const body = new URLSearchParams({ email: PIA, role: 'viewer' });
  await world.request(MEMBERS, { method: 'POST', headers: { ...headers, cookie }, body });
  expect(await mailedLink()).toMatch(/^http:\/\/localhost:4321\//);
  expect(JSON.stringify(await mails())).not.toContain('evil.example');
  const handOver = { by: 'email' } as const;
  const input = { email: 'ada@example.com', role: 'viewer' } as const;
  await invite(
    world.deps,
    world.owner,
    { ...page, baseUrl: 'https://own.example' },
    input,
    handOver,
  );
  expect(await mailedLink(), 'a page with an address of its own').toMatch(
    /^https:\/\/own\.example/,
  );
});
