import { afterEach, beforeEach, expect, test } from 'vitest';
import { MINUTE } from '../../../api/domain/time/time.ts';
import { EMAIL } from '../../../api/notify/channels/email/channel.ts';
import { renderNotification } from '../../../api/notify/queue/planning/render.ts';
import { updatesJson } from '../../../api/render/feeds/update-feeds.ts';
import { wholePage } from '../../../api/render/feeds/update-items.ts';
import { notificationsToPlan, savePlannedPage } from '../../../db/delivery/fan-out.ts';
import { findIncident } from '../../../db/incident/incident.ts';
import { findCorrections } from '../../../db/page/page.ts';
import {
  type Browser,
  type ConsoleWorld,
  drawn,
  makeConsole,
} from '../../support/world/console.ts';
import { NOON } from '../../support/world/world.ts';

let world: ConsoleWorld;
let lead: Browser;
let path: string;
let id: string;
beforeEach(async () => {
  world = await makeConsole();
  await world.deps.db.$client.execute('update page set mail_hold = 0');
  lead = await world.as('publisher', 'Lea Lovage');
  const first = { state: 'investigating', template: '', name: 'Payments fail', do: 'publish' };
  const values = { body: 'Pay by cheque.', warned: 'no-promise', notify: 'on' };
  const answer = await lead.post('/admin/incidents/new', { ...first, ...values });
  id = /incidents\/(\w+)\?/.exec(answer.headers.get('location') ?? '')?.[1] ?? '';
  path = `/admin/incidents/${id}/updates/${(await stored())?.updates[0]?.id}`;
  world.wait(70 * MINUTE);
});
afterEach(() => world.close());

const stored = () => findIncident(world.deps.db, world.pageId, id);
const revision = async () => String((await stored())?.revision);
const correct = async (more: Record<string, string>) =>
  lead.post(path, { expectedRevision: await revision(), override: '', do: 'correct', ...more });
const mails = async () =>
  (await world.deps.db.$client.execute('select kind from notification order by created_at')).rows;

test('a correction changes the text, shows its time, keeps the previous text, and emails nobody', async () => {
  const answer = await correct({ body: 'Pay by bank transfer.' });
  expect(answer.headers.get('location')).toBe(`/admin/incidents/${id}?done=update-corrected`);
  const [update] = (await stored())?.updates ?? [];
  expect(update).toMatchObject({
    body: 'Pay by bank transfer.',
    correctedAt: NOON + 70 * MINUTE,
    displayAt: NOON,
    seq: 1,
    fields: null,
  });
  world.wait(MINUTE);
  await correct({ body: 'Pay by bank transfer, please.' });
  const history = await findCorrections(world.deps.db, world.pageId, update?.id ?? '');
  expect(history.map(({ body, by }) => [body, by])).toEqual([
    ['Pay by bank transfer.', 'Lea Lovage'],
    ['Pay by cheque.', 'Lea Lovage'],
  ]);
  expect(await mails()).toHaveLength(1);
});

test('a form that is sent twice, one after the other or at once, corrects once and leads to the same place', async () => {
  const form = { expectedRevision: await revision(), override: '', do: 'correct', notify: 'on' };
  const done = `/admin/incidents/${id}?done=update-corrected`;
  for (const [key, body] of [
    ['one', 'Pay by bank transfer.'],
    ['two', 'Pay in cash.'],
  ] as const) {
    const values = { ...form, key, body, expectedRevision: await revision() };
    for (const _ of [1, 2])
      expect((await lead.post(path, values)).headers.get('location')).toBe(done);
  }
  const values = { ...form, key: 'three', body: 'Pay later.', expectedRevision: await revision() };
  const atOnce = await Promise.all([1, 2, 3].map(() => lead.post(path, values)));
  expect(atOnce.map(({ headers }) => headers.get('location'))).toEqual([done, done, done]);
  const history = await findCorrections(world.deps.db, world.pageId, path.split('/').at(-1) ?? '');
  expect(history).toHaveLength(3);
});

test('the feed has no additional item, and the item says that it was corrected', async () => {
  await correct({ body: 'Pay by bank transfer.' });
  const snapshot = await world.deps.snapshots.current();
  if (!snapshot) throw new Error('there is a page');
  const { items } = JSON.parse(updatesJson(snapshot, wholePage(snapshot)));
  expect(items).toHaveLength(1);
  expect(items[0].content_html).toContain('Corrected 13:10 UTC');
  expect(items[0].date_published).toBe(new Date(NOON).toISOString());
});

test('on request, the corrected text is emailed again, and the email says so', async () => {
  await world.deps.db.$client.execute("update notification set state = 'done'");
  await correct({ body: 'Pay by bank transfer.', notify: 'on' });
  const [planned, ...more] = await notificationsToPlan(world.deps.db);
  expect(more).toEqual([]);
  if (!planned) throw new Error('there is a mail');
  const { byChannel } = await renderNotification(world.deps, planned);
  const mail = byChannel[EMAIL];
  expect(mail?.subject).toBe('[Investigating, corrected] Payments fail');
  expect(mail?.text).toContain('Posted Nov 20, 2026, 12:00 UTC, corrected 13:10 UTC');
  expect(mail?.text).toContain('Pay by bank transfer.');
  expect(mail?.text).not.toContain('cheque');
});

test.for(['held', 'planning', 'paused', 'needs_operator'])(
  'an email that is %s and not rendered yet has the corrected text: no second one is sent',
  async (state) => {
    await world.deps.db.$client.execute({
      sql: 'update notification set state = ?',
      args: [state],
    });
    await correct({ body: 'Pay by bank transfer.', notify: 'on' });
    expect(await mails()).toHaveLength(1);
  },
);

test('a message being rendered while its text is corrected is rendered again', async () => {
  const [planned] = await notificationsToPlan(world.deps.db);
  if (!planned) throw new Error('there is a mail');
  const messages = await renderNotification(world.deps, planned);
  await correct({ body: 'Pay by bank transfer.', notify: 'on' });
  expect(await mails()).toHaveLength(1);
  const page = { messages, channels: [{ name: EMAIL, size: 100 }], limit: 100 };
  expect(await savePlannedPage(world.deps.db, planned, page)).toBe(false);
  const [again] = await notificationsToPlan(world.deps.db);
  expect(again).toMatchObject({ id: planned.id, subject: null });
});

test('a check, a stale form or an unchanged text blocks the correction and keeps the input', async () => {
  const stopped = await drawn(await correct({ body: 'Ask prod-db-02.' }));
  expect(stopped.findings?.[0]).toMatchObject({ rule: 'host' });
  expect(stopped.form?.values.body).toBe('Ask prod-db-02.');
  expect((await correct({ body: 'Ask prod-db-02.', override: 'its name' })).status).toBe(303);
  expect((await correct({ body: 'Ask prod-db-02.' })).status).toBe(422);
  expect((await correct({ body: 'Newer.', expectedRevision: '1' })).status).toBe(409);
  expect((await correct({ body: ' ' })).status).toBe(422);
});

test('a viewer can’t correct, and another incident’s address is not found', async () => {
  const viewer = await world.as('viewer');
  expect((await viewer.post(path, { body: 'Mine.' })).status).toBe(403);
  expect((await lead.get(path.replace(id, 'nosuchincident'))).status).toBe(404);
});
