import { afterEach, beforeEach, expect, test } from 'vitest';
import { mailTestState } from '../../../api/notify/test/run.ts';
import { type ConsoleWorld, drawn, makeConsole } from '../../support/world/console.ts';

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

test('a publisher stops the email of an update from its incident, without JavaScript', async () => {
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
  expect((await drawn(again)).refusal?.message).toContain('already sent');
});

test('a viewer can’t stop anything', async () => {
  await published();
  const viewer = await world.as('viewer');
  const mail = await mailOf();
  const answer = await viewer.post(`/admin/mail/notifications/${mail?.id}`, { do: 'cancel' });
  expect(answer.status).toBe(403);
  expect((await mailOf())?.state).toBe('held');
});

test('the email delay is a setting, from 0 to 600 seconds', async () => {
  const owner = await world.as('owner');
  const save = (mailHold: string) =>
    owner.post('/admin/settings/email', { mailHold, remindBefore: '24 h' });
  expect((await save('0')).status).toBe(303);
  const stored = await world.deps.db.$client.execute('select mail_hold from page');
  expect(stored.rows[0]?.mail_hold).toBe(0);
  for (const wrong of ['601', '', 'soon', '-1', '1.5']) {
    const refused = await save(wrong);
    expect(refused.status).toBe(422);
    expect(Object.keys((await drawn(refused)).form?.fields ?? {})).toEqual(['mailHold']);
  }
  expect((await published()).cookies.size).toBeGreaterThan(0);
  expect((await mailOf())?.state).toBe('planning');
});

test('a publisher tests the mail, the result is stored, and the overview stops asking', async () => {
  const { deps } = world;
  const sent: string[] = [];
  deps.mailTester = async ({ to }) => {
    sent.push(to);
    return { ok: sent.length > 1, steps: [] };
  };
  const publisher = await world.as('publisher');
  expect(await mailTestState(deps)).toMatchObject({ last: null, isWanted: true });
  const ask = (to: string) => publisher.post('/admin/mail/test', { to });
  expect((await ask('not an address')).status).toBe(422);
  expect((await ask('ada@example.com')).headers.get('location')).toBe('/admin/mail/test');
  expect(await mailTestState(deps)).toMatchObject({ last: { ok: false }, isWanted: true });
  await ask('ada@example.com');
  expect(await mailTestState(deps)).toMatchObject({ last: { ok: true }, isWanted: false });
  const { rows } = await deps.db.$client.execute("select * from audit where action = 'test'");
  expect(rows).toHaveLength(2);
  const other = { ...deps, config: { ...deps.config, smtpUrl: 'smtp://elsewhere.example' } };
  expect(await mailTestState(other)).toMatchObject({ last: null, isWanted: true });
  expect(sent).toEqual(['ada@example.com', 'ada@example.com']);
});

test('a viewer can’t send a test, and nobody more than twenty within an hour', async () => {
  const viewer = await world.as('viewer');
  expect((await viewer.get('/admin/mail/test')).status).toBe(403);
  expect((await viewer.post('/admin/mail/test', { to: 'ada@example.com' })).status).toBe(403);
  const owner = await world.as('owner');
  const answers: number[] = [];
  for (let i = 0; i < 21; i++)
    answers.push((await owner.post('/admin/mail/test', { to: 'ada@example.com' })).status);
  expect(answers).toEqual([...Array(20).fill(303), 429]);
});

test('the note about testing can be dismissed, until the settings change', async () => {
  const owner = await world.as('owner');
  await owner.post('/admin/mail/test/dismiss', {});
  const { deps } = world;
  expect((await mailTestState(deps)).isWanted).toBe(false);
  const other = { ...deps, config: { ...deps.config, mailFrom: 'status@elsewhere.example' } };
  expect((await mailTestState(other)).isWanted).toBe(true);
});
