import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ConsoleWorld, drawn, makeConsole } from '../support/console.ts';

let world: ConsoleWorld;
beforeEach(async () => {
  world = await makeConsole();
});
afterEach(() => world.close());

const mailOf = async () =>
  (await world.deps.db.$client.execute('select id, state, incident_id from notification')).rows[0];

async function published() {
  const browser = await world.as('publisher');
  const answer = await browser.post('/admin/incidents/new', {
    name: 'Checkout fails',
    state: 'investigating',
    body: 'Some cards are declined.',
    notify: 'on',
    warned: 'no-promise',
    do: 'publish',
  });
  expect(answer.headers.get('location')).toContain('done=published');
  return browser;
}

test('the publisher stops the mail of an update from its incident, without JavaScript', async () => {
  const browser = await published();
  const mail = await mailOf();
  expect(mail?.state).toBe('held');
  const answer = await browser.post(`/admin/mail/notifications/${mail?.id}`, {
    do: 'cancel',
    from: 'incident',
  });
  expect(answer.status).toBe(303);
  expect(answer.headers.get('location')).toBe(
    `/admin/incidents/${mail?.incident_id}?done=mail-cancel`,
  );
  expect((await mailOf())?.state).toBe('cancelled');
  const again = await browser.post(`/admin/mail/notifications/${mail?.id}`, { do: 'cancel' });
  expect(again.status).toBe(409);
  expect((await drawn(again)).refusal?.message).toContain('over already');
});

test('a viewer stops nothing', async () => {
  await published();
  const viewer = await world.as('viewer');
  const mail = await mailOf();
  const answer = await viewer.post(`/admin/mail/notifications/${mail?.id}`, { do: 'cancel' });
  expect(answer.status).toBe(403);
  expect((await mailOf())?.state).toBe('held');
});

test('how long mail waits is a setting, from 0 to 600 seconds', async () => {
  const owner = await world.as('owner');
  const settings = {
    name: 'Northwind',
    timeZone: 'Etc/UTC',
    supportUrl: '',
  };
  const save = (mailHold: string) => owner.post('/admin/settings', { ...settings, mailHold });
  expect((await save('0')).status).toBe(303);
  const stored = await world.deps.db.$client.execute('select mail_hold from page');
  expect(stored.rows[0]?.mail_hold).toBe(0);
  const refused = await save('601');
  expect(refused.status).toBe(422);
  expect(Object.keys((await drawn(refused)).form?.fields ?? {})).toEqual(['mailHold']);
  expect((await published()).cookies.size).toBeGreaterThan(0);
  expect((await mailOf())?.state).toBe('planning');
});
