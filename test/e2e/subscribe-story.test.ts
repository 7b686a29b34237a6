import type { Browser, Page as Tab } from 'playwright-core';
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MINUTE } from '../../api/domain/time/time.ts';
import { notification } from '../../db/schema/index.ts';
import { describeInBrowser, launch } from '../support/browser/browser.ts';
import { openPage, type TestPage } from '../support/browser/page.ts';
import { Webhooks } from '../support/chat/webhooks.ts';
import { startSmtp } from '../support/mail/smtp.ts';
import { freePort } from '../support/server/port.ts';
import { type Server, startServer } from '../support/server/server.ts';
import { eventually } from '../support/world/eventually.ts';
import { person } from '../support/world/set-up.ts';

const readers = [390, 1280].flatMap((width) =>
  [true, false].map((javaScriptEnabled) => ({
    javaScriptEnabled,
    viewport: { width, height: 844 },
    email: `reader-${width}-${javaScriptEnabled ? 'script' : 'bare'}@example.com`,
  })),
);
type Reader = (typeof readers)[number];

describeInBrowser('From the Subscribe button to leaving', () => {
  let browser: Browser;
  let server: Server;
  let page: TestPage;
  let group: string;
  let smtp: Awaited<ReturnType<typeof startSmtp>>;
  const hooks = new Webhooks();
  /** What each webhook was asked; not signed, since its secret is not known yet. */
  const questions = new Map<string, string>();
  hooks.trouble = ({ path, text, messageId }) => {
    if (messageId) return null;
    questions.set(path, text);
    return { status: 204 };
  };
  const tabs = new Map<Reader, Tab>();

  beforeAll(async () => {
    [browser, smtp] = await Promise.all([launch(), startSmtp({}), hooks.start()]);
    const PORT = `${await freePort()}`;
    server = await startServer({
      env: {
        ...{ PORT, BASE_URL: `http://localhost:${PORT}`, SMTP_URL: smtp.url },
        ...{ MAIL_FROM: 'Acme <status@example.com>', ALLOW_PRIVATE_HOSTS: '127.0.0.1' },
        TRUSTED_PROXIES: '127.0.0.1,::1',
      },
    });
    page = await openPage({ url: server.databaseUrl, name: 'Acme', timeZone: 'America/New_York' });
    page.at(Date.now());
    await page.deps.db.run('update page set mail_hold = 0');
    group = await page.component({ name: 'Payments', group: true });
    await page.component({ name: 'Cards', groupId: group });
    await page.component({ name: 'Search' });
    await eventually(async () => expect(await (await fetch(server.url)).text()).toContain('Cards'));
    // A network signs up five times in an hour: each reader has one of their own.
    for (const [n, reader] of readers.entries()) {
      const extraHTTPHeaders = { 'x-forwarded-for': `20${n}.0.113.7` };
      tabs.set(reader, await person(browser, server, { ...reader, extraHTTPHeaders }));
    }
  });
  afterAll(async () => {
    page?.close();
    await browser?.close();
    await Promise.all([server?.stop(), smtp?.stop(), hooks.stop()]);
  });

  const tabOf = (reader: Reader) => tabs.get(reader) ?? expect.fail('no tab');
  const mailsTo = (email: string) =>
    Promise.all(
      smtp.taken.filter(({ to }) => to === email).map(({ raw }) => PostalMime.parse(raw)),
    );
  /** The server looks for what another process wrote every now and then. */
  const mailTo = async (email: string, count: number) => {
    const length = async () => (await mailsTo(email)).length;
    await expect.poll(length, { timeout: 60_000, interval: 250 }).toBe(count);
    return (await mailsTo(email)).at(-1) ?? expect.fail('no mail');
  };
  /** Messages to one webhook, as text. */
  const postsTo = (path: string) =>
    hooks.posted.filter(({ to }) => to === path).map(({ body }) => JSON.stringify(body));
  const linkIn = (text: string, kind: string) =>
    new RegExp(`http://[^\\s"\\\\]+/${kind}/[\\w.-]+`).exec(text)?.[0] ??
    expect.fail(`no ${kind} link in ${text}`);

  /** The form of one way: in a dialog, or on a page of its own without scripts. */
  async function formOf(reader: Reader, way: string) {
    const tab = tabOf(reader);
    await tab.goto('/');
    await tab.getByRole('link', { name: 'Subscribe' }).click();
    const place = reader.javaScriptEnabled ? tab.getByRole('dialog') : tab.locator('main');
    await place.getByRole('link', { name: way, exact: true }).click();
    await place.locator('.ways [aria-current]', { hasText: way }).waitFor();
    await place.getByRole('radio', { name: 'Selected components' }).check();
    await place.getByRole('checkbox', { name: 'Payments' }).check();
    return place;
  }

  async function confirm(tab: Tab, link: string, button: string): Promise<void> {
    await tab.goto(link);
    await tab.getByRole('button', { name: button }).click();
  }

  test('a group by email and by webhook, a new component of it, an incident, a digest, and leaving', {
    timeout: 300_000,
  }, async () => {
    const join = async (reader: Reader, hook: string) => {
      const tab = tabOf(reader);
      const mail = await formOf(reader, 'Email');
      await mail.getByLabel('Your email address').fill(reader.email);
      await mail.getByRole('combobox', { name: 'Messages' }).selectOption('start-and-end');
      await mail.getByText('Language and time zone').click();
      await mail.getByRole('combobox', { name: 'Language' }).selectOption('de');
      await mail.getByRole('combobox', { name: 'Time zone' }).selectOption('Asia/Tokyo');
      await mail.getByRole('button', { name: 'Subscribe' }).click();
      await mail.getByRole('heading', { name: 'Check your inbox' }).waitFor();
      const { text = '' } = await mailTo(reader.email, 1);
      await confirm(tab, linkIn(text, 'confirm'), 'Abonnement bestätigen');
      await tab.getByRole('heading', { name: 'Abonnement bestätigt' }).waitFor();

      const web = await formOf(reader, 'Webhook');
      await web.getByLabel('Webhook URL').fill(hook);
      await web.getByRole('button', { name: 'Subscribe' }).click();
      await web.getByRole('heading', { name: 'Confirm to start' }).waitFor();
      const { pathname } = new URL(hook);
      const asked = await eventually(
        async () => questions.get(pathname) ?? expect.fail('nothing posted'),
      );
      await confirm(tab, linkIn(asked, 'confirm'), 'Confirm subscription');
      await tab.getByText(/^whsec_/).waitFor();
    };
    for (const reader of readers) await join(reader, hooks.addHook());

    page.at(Date.now()); // nobody hears of what was before they confirmed
    const wallet = await page.component({ name: 'Wallet', groupId: group });
    const incident = await page.publish({
      ...{ name: 'Wallets do not load', state: 'investigating', body: 'Since noon.' },
      components: { [wallet]: 'major_outage' },
      nextUpdateBy: page.deps.clock() + 30 * MINUTE,
    });
    for (const { email } of readers) {
      const { subject, text = '' } = await mailTo(email, 2);
      expect(subject).toMatch(/^\[Wird untersucht\] .*Wallets do not load/);
      expect(text).toMatch(/\d\d:\d\d (JST|GMT\+9) \(\d\d:\d\d UTC\)/);
    }
    await page.update(incident, { state: 'identified', body: 'The cause is known.' });
    for (const [n] of readers.entries())
      await expect.poll(() => postsTo(`/hooks/${n}`).length, { timeout: 60_000 }).toBe(2);
    await page.update(incident, { state: 'resolved', body: 'All is well again.' });
    for (const [n, reader] of readers.entries()) {
      const { subject, text = '' } = await mailTo(reader.email, 3);
      expect(subject).toMatch(/^\[Behoben\]/);
      expect(text).toContain('Zusammenfassung aller Meldungen.');
      const order = ['All is well again.', 'The cause is known.', 'Since noon.'];
      const places = order.map((part) => text.indexOf(part));
      expect(places).toEqual(places.toSorted((a, b) => a - b));
      expect(places).not.toContain(-1);

      const posts = await eventually(async () => {
        const all = postsTo(`/hooks/${n}`);
        expect(all).toHaveLength(3);
        return all;
      });
      expect(posts.at(-1)).toContain('Wallet');
      const tab = tabOf(reader);
      await tab.goto(linkIn(text, 'u'));
      await tab.getByRole('button', { name: 'Abbestellen' }).click();
      await tab.getByRole('heading', { name: 'Abonnement beendet' }).waitFor();
      await confirm(tab, linkIn(posts.at(-1) ?? '', '(?:u|subscriptions)'), 'Unsubscribe');
      await tab.getByRole('heading', { name: 'You’re unsubscribed' }).waitFor();
      const over = await tab.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(over).toBe(0);
    }

    const pending = ['planning', 'sending'];
    const states = async () => {
      const rows = await page.deps.db.select({ state: notification.state }).from(notification);
      return rows.map(({ state }) => state);
    };
    const before = (await states()).length;
    await page.publish({
      ...{ name: 'Once more', state: 'investigating', body: 'Again.' },
      components: { [wallet]: 'major_outage' },
    });
    const waiting = async () => {
      const now = await states();
      return now.length > before ? now.filter((state) => pending.includes(state)) : ['unplanned'];
    };
    await expect.poll(waiting, { timeout: 60_000, interval: 250 }).toEqual([]);
    for (const [n, { email }] of readers.entries()) {
      expect(await mailsTo(email)).toHaveLength(3);
      expect(postsTo(`/hooks/${n}`)).toHaveLength(3);
    }
  });
});
