import { Hono } from 'hono';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { App } from '../../api/context/context.ts';
import { Problem } from '../../api/core/problem.ts';
import type { Role } from '../../api/domain/response/role.ts';
import { plainText } from '../../api/notify/port/mailer.ts';
import type { MailOverview } from '../../api/reads/mail.ts';
import { mailbox } from '../../api/routes/console/delivery/mail.ts';
import { findPage } from '../../db/page/page.ts';
import { addSubscribers, lead, makeWorld, publish, type World } from '../support/mail/mail.ts';

let world: World;
let app: Hono<App>;
let role: Role;
beforeEach(async () => {
  role = 'publisher';
  world = await makeWorld();
  const page = await findPage(world.db, world.pageId);
  if (!page) throw new Error('no page');
  app = new Hono<App>();
  app.use(async (c, next) => {
    c.set('deps', world.deps);
    c.set('page', page);
    c.set('actor', { ...lead, role, pageId: world.pageId });
    await next();
  });
  app.onError(
    (error) => new Response(null, { status: error instanceof Problem ? error.status : 500 }),
  );
  app.route(
    '/',
    mailbox(async (_, ...[, props]) => Response.json(props)),
  );
});
afterEach(() => world.close());

const opened = async () => (await (await app.request('/')).json()) as MailOverview;

test('the mailbox shows each notification, its recipients, and the emails', async () => {
  await addSubscribers(world, 3);
  await publish(world);
  await world.poll();
  const { transport, notifications, mails } = await opened();
  expect(transport).toBe('local');
  expect(notifications).toMatchObject([
    { incidentName: 'Payments fail', updateState: 'investigating', planned: 3, sent: 3, failed: 0 },
  ]);
  expect(mails).toHaveLength(3);
});

test('a viewer sees how many were notified, and nobody’s address', async () => {
  await addSubscribers(world, 1);
  await publish(world);
  await world.poll();
  const [mail] = (await opened()).mails;
  role = 'viewer';
  const { notifications, mails } = await opened();
  expect([notifications.length, mails]).toEqual([1, []]);
  for (const path of [`/${mail?.id}`, `/${mail?.id}/html`])
    expect((await app.request(path)).status).toBe(403);
});

test('an email’s HTML is shown where it can run nothing and load nothing', async () => {
  await addSubscribers(world, 1);
  await publish(world);
  await world.poll();
  const [mail] = (await opened()).mails;
  const response = await app.request(`/${mail?.id}/html`);
  const policy = response.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toMatch(/(^|; )sandbox(?! allow-scripts)/);
  expect(policy).not.toMatch(/allow-(scripts|same-origin|forms)/);
});

test('sending twice under one key stores one email', async () => {
  const mail = {
    pageId: world.pageId,
    id: 'x',
    to: 'ana@customers.example',
    from: 'Acme <status@acme.example>',
    subject: 's',
    html: plainText('h'),
    text: plainText('t'),
    headers: {},
  };
  for (let i = 0; i < 2; i++) await world.deps.mailer.send([mail], 'v1/key');
  expect((await opened()).mails).toHaveLength(1);
});
