import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeInBrowser, launch } from '../support/browser/browser.ts';
import { startSmtp } from '../support/mail/smtp.ts';
import { png } from '../support/samples/images.ts';
import { freePort } from '../support/server/port.ts';
import { startServer } from '../support/server/server.ts';
import { eventually } from '../support/world/eventually.ts';
import { person, sendWithoutDelay, setUp } from '../support/world/set-up.ts';

const OWNER = 'ada@example.com';
const COLLEAGUE = 'bo@example.com';
const READER = 'reader@example.com';
const TITLE = 'Card payments are failing';

describeInBrowser('The first hour of an owner', () => {
  let browser: Browser;
  let smtp: Awaited<ReturnType<typeof startSmtp>>;
  beforeAll(async () => {
    [browser, smtp] = await Promise.all([launch(), startSmtp({})]);
  });
  afterAll(async () => {
    await browser?.close();
    await smtp?.stop();
  });

  /** The newest mail to somebody, with its lines joined again (RFC 2045, 6.7). */
  const mailTo = (address: string, word: RegExp): Promise<string> =>
    eventually(async () => {
      const raw = smtp.taken
        .filter(({ to }) => to === address)
        .map((mail) => mail.raw.replace(/=\r?\n/g, '').replaceAll('=3D', '='))
        .findLast((text) => word.test(text));
      return raw ?? expect.fail(`no mail to ${address} with ${word}`);
    });

  const undone = async (owner: Page): Promise<string[]> => {
    await owner.goto('/admin');
    const links = owner.locator('.get-started li:has(a.name)');
    return links.evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset.step ?? ''));
  };

  async function subscribe(reader: Page, email: string): Promise<void> {
    await reader.goto('/subscribe');
    await reader.fill('[name=email]', email);
    await reader.click('button[type=submit]');
    const [link] = /http\S+\/confirm\/[\w.-]+/.exec(await mailTo(email, /\/confirm\//)) ?? [];
    await reader.goto(link ?? 'no link in the mail');
    await reader.click('main button');
    await reader.getByText(email).first().waitFor();
  }

  test('set-up, each step of the list, the first incident and the first subscriber', async () => {
    const PORT = `${await freePort()}`;
    const mail = { SMTP_URL: smtp.url, MAIL_FROM: 'Northwind <status@example.com>' };
    let server = await startServer({ createsDatabase: true, env: { PORT, ...mail } });
    const owner = await person(browser, server);
    const save = () => owner.click('main form button.main');
    try {
      await setUp(owner, server, { components: [] });
      const steps = [
        ...['component', 'mail', 'address', 'logo', 'support', 'people', 'subscriber', 'badge'],
      ];
      expect(await undone(owner)).toEqual(steps);

      await owner.getByRole('link', { name: 'Next: Add your first component' }).click();
      await owner.fill('[name=name]', 'Card payments');
      await save();
      expect(await undone(owner)).toEqual(steps.slice(1));

      await owner.getByRole('link', { name: 'Next: Send a test email' }).click();
      await owner.fill('[name=to]', OWNER);
      await save();
      await owner.getByText('Last test: sent').waitFor();
      await mailTo(OWNER, /test/i);
      expect(await undone(owner)).toEqual(steps.slice(2));

      await owner.getByRole('link', { name: 'Next: Set the page’s address' }).click();
      await owner.fill('[name=host]', 'https://status.example.com/');
      await save();
      expect(await owner.inputValue('#variable')).toBe('BASE_URL=https://status.example.com');
      await server.kill(); // its folder stays
      const { folder, url } = server;
      server = await startServer({ folder, env: { PORT, BASE_URL: url, ...mail } });
      expect(await undone(owner)).toEqual(steps.slice(3));

      await owner.getByRole('link', { name: 'Next: Add your logo and color' }).click();
      await owner.fill('[name=accent]', '#0a5');
      const chosen = (buffer: Buffer) =>
        owner.setInputFiles('[name=logo]', { name: 'logo.png', mimeType: 'image/png', buffer });
      await chosen(Buffer.from('This is no picture.'));
      await save();
      expect(await owner.locator('#logo-wrong').innerText()).toMatch(/[a-z]\.$/);
      expect(await owner.inputValue('[name=accent]')).toBe('#0a5');
      await chosen(Buffer.from(png(128, 64)));
      await save();
      await owner.waitForURL(/done=saved/);
      expect(await undone(owner)).toEqual(steps.slice(4));

      await owner.getByRole('link', { name: 'Next: Add a support link' }).click();
      await owner.fill('[name=supportUrl]', 'https://example.com/help');
      await save();
      await owner.waitForURL(/done=saved/);
      expect(await undone(owner)).toEqual(steps.slice(5));

      await owner.getByRole('link', { name: 'Next: Invite somebody' }).click();
      await owner.fill('main [name=email]', COLLEAGUE);
      await owner.click('main button.main');
      await mailTo(COLLEAGUE, /invit/i);
      expect(await undone(owner)).toEqual(steps.slice(6));

      await subscribe(owner, OWNER);
      expect(await undone(owner)).toEqual(['badge']);
      await owner.getByRole('button', { name: 'Mark as done' }).click();
      expect(await undone(owner)).toEqual([]);
      expect(await owner.locator('.get-started').count()).toBe(0);

      const reader = await person(browser, server);
      await subscribe(reader, READER);
      await sendWithoutDelay(owner);
      await owner.goto('/admin/incidents/new?template=blank');
      await owner.fill('[name=name]', TITLE);
      await owner.fill('[name=body]', 'We’re investigating this issue.');
      await eventually(async () => {
        const publish = owner.locator('button[value=publish]');
        if (await publish.isVisible()) await publish.click(); // again, once the warnings were shown
        expect(owner.url()).toContain('done=published');
      });
      for (const address of [OWNER, READER]) await mailTo(address, new RegExp(TITLE));
      await reader.goto('/');
      await reader.getByText(TITLE).first().waitFor();
      await reader.context().close();
    } catch (error) {
      throw new Error(`${error}\n\nThe server said:\n${server.output()}`, { cause: error });
    } finally {
      await owner.context().close();
      await server.stop();
    }
  });
});
