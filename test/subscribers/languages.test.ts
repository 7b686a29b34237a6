import { afterEach, beforeEach, expect, test } from 'vitest';
import { locales } from '../../api/domain/text/locale.ts';
import { planDue } from '../../api/notify/queue/planning/fan-out.ts';
import { directMail, mail, notification, subscriber } from '../../db/schema/index.ts';
import { messages } from '../../site/locales/index.ts';
import { addSubscribers, BASE_URL, makeWorld, publish, type World } from '../support/mail/mail.ts';

let world: World;
beforeEach(async () => {
  world = await makeWorld();
});
afterEach(() => world.close());

const post = (path: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
  world.app.request(`${BASE_URL}${path}`, {
    method: 'POST',
    headers: { origin: BASE_URL, ...headers },
    body: new URLSearchParams(form),
  });
const people = () => world.db.select().from(subscriber);
const mails = () => world.db.select().from(mail);
const directMails = () => world.db.select().from(directMail);

/** Confirms whoever was asked last. */
async function confirm() {
  const path = /https:\/\/[^/]+(\/\S*confirm\/\S+)/.exec(
    (await directMails()).at(-1)?.text ?? '',
  )?.[1];
  await post(path ?? '', {});
}

test('signing up on the German page sends confirmation and updates in German', async () => {
  await post('/de/subscribe', { email: 'anna@customers.example' }, { 'accept-language': 'fr' });
  const [asked] = await directMails();
  expect(asked?.subject).toBe('Bitte bestätigen Sie Ihr Abonnement: Acme');
  expect(asked?.html).toContain('<html lang="de" dir="ltr">');
  expect(asked?.text).toContain(`${BASE_URL}/de/confirm/`);
  await confirm();
  expect(await people()).toMatchObject([{ locale: 'de', state: 'active' }]);

  world.clock.now += 1000;
  const id = await publish(world);
  await world.poll();
  const sent = (await mails()).find(
    ({ to, subject }) => to.startsWith('anna@') && /^\[/.test(subject),
  );
  expect(sent?.subject).toBe('[Wird untersucht] Card payments: Payments fail');
  expect(sent?.text).toContain('Nächste Meldung bis 14:50 UTC.');
  expect(sent?.text).toContain('Some cards are declined.');
  expect(sent?.text).toContain(`${BASE_URL}/de/incidents/${id}`);
  expect(sent?.text).toContain(`${BASE_URL}/de/subscriptions/`);
  expect(sent?.html).toContain('<div lang="en" dir="auto"><p>Some cards are declined.</p>');
});

test('a page that follows the browser signs up in the browser’s language', async () => {
  const browser = { 'accept-language': 'ja' };
  await post('/subscribe', { email: 'ken@customers.example' }, browser);
  expect((await directMails())[0]?.subject).toBe('登録のご確認：Acme');
  expect(await people()).toMatchObject([{ locale: 'ja' }]);
});

test('the language is changed in the subscription, and by nobody’s sign-up but their own', async () => {
  await post('/fr/subscribe', { email: 'luc@customers.example' });
  await confirm();
  await publish(world);
  await world.poll();
  const sent = (await mails()).find(({ subject }) => /^\[/.test(subject));
  const manage = /https:\/\/[^/]+(\/fr\/subscriptions\/\S+)/.exec(sent?.text ?? '')?.[1] ?? '';
  const saved = await post(manage, { scope: 'all', locale: 'ar' });
  expect(saved.headers.get('location')).toBe(`${manage}?saved`);
  expect(await people()).toMatchObject([{ locale: 'ar' }]);
  await post('/es/subscribe', { email: 'luc@customers.example' });
  expect(await people()).toMatchObject([{ locale: 'ar', state: 'active' }]);
  expect((await post(manage, { scope: 'all', locale: 'xx' })).status).toBe(422);
});

test('each is notified in their own language, once, from one notification', async () => {
  const addresses = await addSubscribers(world, 8);
  for (const [i, locale] of locales.entries())
    await world.db.run(
      `update subscriber set locale = '${locale}' where email = '${addresses[i]}'`,
    );
  await publish(world);
  await world.poll();
  const sent = await mails();
  expect(sent.map(({ to }) => to).sort()).toEqual(addresses.toSorted());
  for (const [i, locale] of locales.entries()) {
    const own = sent.find(({ to }) => to === addresses[i]);
    expect(own?.subject).toContain(`[${messages[locale]['state.investigating']}]`);
    expect(own?.html).toContain(`<html lang="${locale}" dir="${locale === 'ar' ? 'rtl' : 'ltr'}">`);
    expect(own?.text).toContain(messages[locale]['mail.leave']);
  }
  const unsaid = sent.find(({ to }) => to === addresses[7]);
  expect(unsaid?.subject).toContain('[Investigating]');
});

test('languages without subscribers are not rendered', async () => {
  const [one = ''] = await addSubscribers(world, 2);
  await world.db.run(`update subscriber set locale = 'es' where email = '${one}'`);
  await publish(world);
  const { deps } = world;
  await planDue({
    ...deps,
    holder: 'me',
  });
  const [row] = await world.db.select().from(notification);
  expect(Object.keys(row?.translated ?? {})).toEqual(['es']);
});
