import { eq } from 'drizzle-orm';
import PostalMime from 'postal-mime';
import { afterEach, expect, test } from 'vitest';
import { smtpMailer } from '../../api/notify/channels/email/smtp.node.ts';
import { component, subscriber } from '../../db/schema/index.ts';
import { endIncidentSubscriptions } from '../../db/subscriber/following/ended-incident.ts';
import { BASE_URL, makeWorld, publish, replyNext, type World } from '../support/mail/mail.ts';
import { hasPostfix, startPostfix } from '../support/mail/postfix.ts';

/** Debian's Postfix with sign-in by Dovecot: skipped, and named, where they are not installed or not run as root. */
const PASSWORD = 'p@ss/w#o?1%&+ äß';

let world: World;
let server: Awaited<ReturnType<typeof startPostfix>>;
let timer: NodeJS.Timeout;
afterEach(async () => {
  clearInterval(timer);
  await world?.close();
  await server?.stop();
});

async function begin() {
  server = await startPostfix({ password: PASSWORD });
  const url = `${server.url.replace('smtp://', `smtp://status:${encodeURIComponent(PASSWORD)}@`)}?requireTLS=true`;
  world = await makeWorld({ mailer: () => smtpMailer({ url, host: 'status.acme.example' }) });
  timer = setInterval(() => void world.poll(), 200);
}
const request = (path: string, form?: Record<string, string>, headers = {}) =>
  world.app.request(`${BASE_URL}${path}`, {
    ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
    headers: { ...(form ? { origin: BASE_URL } : {}), ...headers },
  });

/** What the server behind Postfix got for this address, oldest first. */
const inbox = (to: string) =>
  Promise.all(
    server.delivered
      .filter((mail) => mail.to === to)
      .map(async ({ raw }) => {
        const mail = await PostalMime.parse(raw);
        const header = (name: string) => mail.headers.find(({ key }) => key === name)?.value ?? '';
        return { subject: mail.subject ?? '', text: mail.text ?? '', header };
      }),
  );
const received = async (to: string, count: number) => {
  await expect
    .poll(async () => (await inbox(to)).length, { timeout: 60_000, interval: 200 })
    .toBe(count);
  const newest = (await inbox(to)).at(-1);
  if (!newest) throw new Error(`${to} got nothing`);
  return newest;
};
const subjects = async (to: string) => (await inbox(to)).map(({ subject }) => subject);
const stateOf = async (email: string) =>
  (await world.db.select().from(subscriber).where(eq(subscriber.email, email)))[0]?.state;

/** Signs up, and confirms with the link in the email: opening it changes nothing, its button does. */
async function subscribe(email: string, wish: Record<string, string>) {
  expect((await request('/subscribe', { email, ...wish })).status).toBeLessThan(400);
  const { text } = await received(email, 1);
  const link = new URL(/https:\S*\/confirm\/\S+/.exec(text)?.[0] ?? 'no link');
  await request(link.pathname);
  expect(await stateOf(email)).toBe('pending');
  await request(link.pathname, {});
  expect(await stateOf(email)).toBe('active');
}

/** By the header that mail programs use for their own button (RFC 8058). */
async function leaveByHeader(email: string) {
  const newest = (await inbox(email)).at(-1);
  expect(newest?.header('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
  const link = new URL(/<(https:[^>]+)>/.exec(newest?.header('list-unsubscribe') ?? '')?.[1] ?? '');
  expect((await request(link.pathname, { 'List-Unsubscribe': 'One-Click' })).status).toBe(200);
  expect(await stateOf(email)).toBe('unsubscribed');
}

test.skipIf(!hasPostfix)(
  'through a real mail server: sign-up, confirmation, emails and leaving, for a group, one incident and a summary',
  async () => {
    await begin();
    const { login, payments } = world.components;
    await world.db.insert(component).values({
      ...{ id: 'group', pageId: world.pageId, name: 'Core', group: true, position: 9 },
      ...{ createdAt: 0, updatedAt: 0 },
    });
    await world.db.update(component).set({ groupId: 'group' }).where(eq(component.id, login));
    const [group, incident, digest] = ['ana', 'bo', 'chi'].map(
      (name) => `${name}@customers.example`,
    ) as [string, string, string];
    await subscribe(group, { scope: 'some', components: 'group' });
    await subscribe(digest, { scope: 'all' });

    // A component that joins the group after the sign-up counts.
    await world.db.update(component).set({ groupId: 'group' }).where(eq(component.id, payments));
    const id = await publish(world, { body: 'FIRST-TEXT' });
    await received(group, 2);
    const preferences = /https:\S*(\/subscriptions\/\S+)/.exec(
      (await received(digest, 2)).text,
    )?.[1];
    const choice = { scope: 'all', kinds: 'all', detail: 'start-and-end', zone: 'Asia/Kolkata' };
    expect((await request(preferences ?? '', choice)).status).toBe(303);
    await subscribe(incident, { scope: 'incident', incident: id });
    await replyNext(world, id, 'identified', 'SECOND-TEXT');
    await received(group, 3);
    await received(incident, 2);
    await replyNext(world, id, 'resolved', 'THIRD-TEXT');
    await received(group, 4);
    await received(incident, 3);
    const summary = await received(digest, 3);
    for (const text of ['FIRST-TEXT', 'SECOND-TEXT', 'THIRD-TEXT'])
      expect(summary.text).toContain(text);
    expect(summary.text).toMatch(/19:30 IST \(.*14:00 UTC\)/);
    const states = (all: string[]) => all.slice(1).map((subject) => /\[(.+?)\]/.exec(subject)?.[1]);
    expect(states(await subjects(group))).toEqual(['Investigating', 'Identified', 'Resolved']);
    expect(states(await subjects(incident))).toEqual(['Identified', 'Resolved']);
    expect(states(await subjects(digest))).toEqual(['Investigating', 'Resolved']);

    await leaveByHeader(group);
    await leaveByHeader(digest);
    await endIncidentSubscriptions(world.db, world.clock.now);
    expect(await stateOf(incident)).toBe('unsubscribed');
    const before = await Promise.all([group, incident, digest].map(subjects));
    await publish(world, { name: 'Another one' });
    await subscribe('last@customers.example', { scope: 'all' });
    await replyNext(world, id, 'investigating', 'It is back.');
    await received('last@customers.example', 2);
    expect(await Promise.all([group, incident, digest].map(subjects))).toEqual(before);
  },
  240_000,
);
