import ical, { type VEvent } from 'node-ical';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../api/domain/time/time.ts';
import { addDays, dayOf, localInput, parseLocal } from '../../api/domain/time/zone.ts';
import { describeInBrowser, launch } from '../support/browser/browser.ts';
import { choose } from '../support/browser/component-picker.ts';
import { movableClock } from '../support/server/movable-clock.ts';
import { type Server, startServer } from '../support/server/server.ts';
import { eventually } from '../support/world/eventually.ts';
import { open, person, sendWithoutDelay, setUp } from '../support/world/set-up.ts';

const [ZONE, CHOSEN, ABROAD] = ['Europe/Berlin', 'America/New_York', 'Asia/Tokyo'];
const READER = 'leser@example.com';
const TITLE = 'Upgrade of the payment system';
const TITEL = 'Erneuerung des Zahlungssystems';
/** What the product and the operator would say in English. Names of components and languages have one form. */
const ENGLISH =
  /\b(the|and|of|by|has|will|from|until|maintenance|scheduled?|planned|reminder|completed|progress|upgrade|updates?|payments?|affected|ends|calendar|history|uptime|language|subscribe|unsubscribe|corrected|days?)\b/i;

describeInBrowser('A maintenance, read in German in Tokyo', () => {
  test('page, calendar and email have each step in German, with its times and their zones', {
    timeout: 240_000,
  }, async () => {
    const clock = movableClock();
    const server = await startServer({ env: clock.env });
    const browser = await launch();
    try {
      const lead = await person(browser, server);
      const options = { locale: 'de-DE', timezoneId: ABROAD };
      const reader = await person(browser, server, { ...options, javaScriptEnabled: false });
      const scripted = await person(browser, server, options);
      await setUpInTwoLanguages(lead, server);
      await subscribe(reader, lead);
      let mailCount = 1; // the mail that asked to confirm
      const step = (label: string, page: RegExp[]) =>
        understood({
          lead,
          reader,
          nth: ++mailCount,
          label,
          page: [...page, /Zeiten in Europe\/Berlin \(MES?Z\)/],
        });

      // Ten in the morning in Berlin is before dawn in New York and the evening in Tokyo.
      const start = parseLocal(`${addDays(dayOf(Date.now(), ZONE), 4)}T10:00`, ZONE) ?? 0;
      const moved = parseLocal(`${addDays(dayOf(start, ZONE), 1)}T11:30`, ZONE) ?? 0;
      const [planned, later] = [windowFrom(start), windowFrom(moved)];

      await lead.goto('/admin/maintenances/new');
      await lead.fill('[name=name]', TITLE);
      await lead.selectOption('[name=zone]', CHOSEN);
      await fillWindow(lead, start);
      await lead.fill('[name=body]', 'Card payments pause for a minute.');
      await fillGerman(lead, 'name', TITEL);
      await fillGerman(lead, 'body', 'Kartenzahlungen ruhen eine Minute lang.');
      await choose(lead, 'Cards');
      await lead.locator('summary', { hasText: /^Automation/ }).click();
      await lead.getByText('Notify subscribers').nth(1).click();
      await lead.click('main button.main');
      await lead.waitForURL(/\/admin\/incidents\/[a-z0-9]{12}\?done=published/);
      const own = new URL(lead.url()).pathname;
      const first = await step('Geplant', [
        /Geplante Wartung/,
        new RegExp(TITEL),
        planned.page,
        /Kartenzahlungen ruhen eine Minute lang\./,
      ]);
      expect(first.mail).toMatch(planned.mail);
      expect(first.mail).toContain('Kartenzahlungen ruhen eine Minute lang.');
      expect(first.event.start.getTime()).toBe(start);
      await inTokyo(scripted, clock.now(), start, planned.page);

      clock.moveTo(start - DAY + MINUTE);
      const begins = new RegExp(`Diese Wartung beginnt am ${momentIn(start).source}`);
      expect((await step('Erinnerung', [begins, planned.page])).mail).toMatch(begins);

      await lead.goto(own);
      await lead.getByRole('link', { name: 'Edit maintenance' }).click();
      await fillWindow(lead, moved);
      await lead.fill('[name=body]', 'The supplier asked for it.');
      await fillGerman(lead, 'body', 'Der Lieferant bat darum.');
      await lead.click('main button.main');
      await lead.waitForURL(/done=saved/);
      const both = [planned, later].map(({ page, chosen }) => `${page.source} \\(${chosen}\\)`);
      const change = new RegExp(
        `Diese Wartung wurde verschoben\\.\\s+Bisher: ${both[0]}\\s+Neuer Termin: ${both[1]}\\s+Der Lieferant bat darum\\.`,
      );
      const second = await step('Verschoben', [later.page, change]);
      for (const text of [second.mail, second.event.description]) expect(text).toMatch(change);
      expect([second.event.uid, second.event.start.getTime()]).toEqual([first.event.uid, moved]);
      expect(Number(second.event.sequence)).toBeGreaterThan(Number(first.event.sequence));
      await inTokyo(scripted, clock.now(), moved, later.page);

      clock.moveTo(moved - DAY + MINUTE);
      const again = new RegExp(`Diese Wartung beginnt am ${momentIn(moved).source}`);
      expect((await step('Erinnerung', [again, later.page])).mail).toMatch(again);
      // Read again on the day itself, of which it still tells the date.
      await scripted.clock.setFixedTime(moved - HOUR);
      await scripted.reload();
      expect(await textOf(scripted)).toMatch(
        new RegExp(`Diese Wartung beginnt am ${momentIn(moved, ABROAD).source}`),
      );

      clock.moveTo(moved + MINUTE);
      const started = await step('Läuft', [
        /Cards wird gewartet/,
        /Laufende Wartung/,
        later.page,
        /Die Wartung hat begonnen\./,
      ]);
      expect(started.mail).toContain('Die Wartung hat begonnen.');
      expect(started.mail).toMatch(/Cards: In Wartung/);
      expect(started.event.status).toBe('CONFIRMED');

      clock.moveTo(moved + 121 * MINUTE);
      const over = await step('Abgeschlossen', [/Alle Systeme in Betrieb/]);
      expect(over.mail).toContain('Die Wartung ist abgeschlossen.');
      expect(over.mail).toMatch(/Cards: In Betrieb/);
      expect(over.event.description).toContain('Abgeschlossen');
      await zoneIsRemembered(scripted, moved);
    } catch (error) {
      throw new Error(`${error}\n\nThe server said:\n${server.output()}`, { cause: error });
    } finally {
      await browser.close();
      await server.stop();
      clock.remove();
    }
  });
});

async function setUpInTwoLanguages(lead: Page, server: Server): Promise<void> {
  await setUp(lead, server, { pageName: 'Nordwind', timeZone: ZONE });
  await sendWithoutDelay(lead);
  await lead.goto('/admin/settings/languages');
  await lead.getByLabel('Deutsch').check();
  await lead.click('main button.main');
  await lead.waitForURL(/done=saved/);
}

/** As anybody does, from the page in their language to the button behind the mail’s link. */
async function subscribe(reader: Page, lead: Page): Promise<void> {
  await reader.goto('/');
  await reader.getByRole('link', { name: 'Abonnieren' }).click();
  await reader.fill('[name=email]', READER);
  await reader.click('main button[type=submit]');
  await reader.getByText('Bitte prüfen Sie Ihr Postfach').waitFor();
  const mail = await newestMail(lead, /Bitte bestätigen Sie Ihr Abonnement/, 1);
  expect(mail).not.toMatch(ENGLISH);
  await reader.goto(/http\S+\/confirm\/\S+/.exec(mail)?.[0] ?? 'no link in the mail');
  await reader.getByRole('button', { name: 'Abonnement bestätigen' }).click();
  await reader.getByText('Abonnement bestätigt').first().waitFor();
}

async function fillWindow(lead: Page, from: number): Promise<void> {
  await lead.fill('[name=scheduledFor]', localInput(from, CHOSEN));
  await lead.fill('[name=scheduledUntil]', localInput(from + 2 * HOUR, CHOSEN));
}

async function fillGerman(lead: Page, name: string, text: string): Promise<void> {
  const place = lead.locator(`[name="${name}@de"]`);
  if (!(await place.isVisible())) await lead.locator('summary', { hasText: 'German' }).click();
  await place.fill(text);
}

type Step = { lead: Page; reader: Page; nth: number; label: string; page: RegExp[] };

/** The mail has come, and page, calendar and mail say this step: in German, and in nothing else. */
async function understood({ lead, reader, nth, label, page }: Step) {
  const mail = await newestMail(lead, new RegExp(`\\[${label}\\] Cards: ${TITEL}`), nth);
  expect(ours(mail)).not.toMatch(ENGLISH);
  const mailText = await eventually(async () => {
    await open(reader, '/');
    const text = await textOf(reader);
    for (const meaning of page) expect(text).toMatch(meaning);
    return text;
  });
  expect(mailText).not.toMatch(/Original auf/);
  expect(mailText).not.toMatch(ENGLISH);
  const calendar = await reader.getByRole('link', { name: 'Kalender' }).getAttribute('href');

  // The mail's own link goes to the whole story.
  await open(reader, /http\S+\/incidents\/\S+/.exec(mail)?.[0] ?? 'no link in the mail');
  const story = await textOf(reader);
  expect(story).toContain(TITEL);
  expect(story).toContain(label);
  expect(story).not.toMatch(ENGLISH);
  return { mail, event: await eventAt(new URL(calendar ?? '', reader.url()).href) };
}

/** Text of the whole page that a reader sees or hears. */
const textOf = async (reader: Page): Promise<string> =>
  (await reader.locator('body').innerText()).replace(/\s+/g, ' ').replace(/English/g, '');

/** Without its addresses, which have words in them too. */
const ours = (mail: string): string => mail.replace(/https?:\/\/\S+/g, '');

/** The text of the newest mail, when it is the nth in all. */
async function newestMail(lead: Page, subject: RegExp, n: number): Promise<string> {
  const link = await eventually(async () => {
    await lead.goto('/admin/mail');
    const rows = lead.locator('main table').last().locator('tr', { hasText: READER });
    expect(await rows.count()).toBe(n);
    expect(await rows.first().innerText()).toMatch(subject);
    return rows.first().locator('a').getAttribute('href');
  });
  await lead.goto(link ?? '');
  return `${await lead.locator('main h1').innerText()}\n${await lead.locator('main pre').first().innerText()}`;
}

/** As a calendar program asks, which says nothing of languages. */
async function eventAt(url: string): Promise<VEvent> {
  const text = await (await fetch(url)).text();
  expect(text.replace(/\r\n /g, '').replace(/^(URL|PRODID|UID|X-|METHOD).*$/gm, '')).toContain(
    TITEL,
  );
  const event = Object.values(ical.sync.parseICS(text)).find((one) => one?.type === 'VEVENT');
  if (event?.type !== 'VEVENT') throw new Error(`no event in ${text}`);
  expect(ours(`${event.summary} ${event.description}`)).not.toMatch(ENGLISH);
  return event;
}

const dayAndClock = (at: number, zone: string): [string, string] => {
  const date = { day: 'numeric', month: 'short' } as const;
  const hands = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const written = (how: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('de-DE', { timeZone: zone, ...how }).format(at).replace('.', '\\.');
  return [written(date), written(hands)];
};
const zoneNames = { [ZONE]: 'MES?Z', [CHOSEN]: 'E[SD]T', [ABROAD]: 'GMT\\+9' };

/** A day, a time and a zone, as a German writes them; mails and the turn of a year add the year. */
function momentIn(at: number, zone = ZONE): RegExp {
  const [day, time] = dayAndClock(at, zone);
  return new RegExp(`${day}(?: \\d{4})?, ${time} ${zoneNames[zone]}`);
}

function windowFrom(at: number) {
  const words = (zone: string): string => {
    const [day, from] = dayAndClock(at, zone);
    return `${day}(?: \\d{4})?, ${from} – ${dayAndClock(at + 2 * HOUR, zone)[1]} ${zoneNames[zone]}`;
  };
  const until = dayAndClock(at + 2 * HOUR, ZONE)[1];
  return {
    page: new RegExp(words(ZONE)),
    chosen: words(CHOSEN),
    abroad: new RegExp(words(ABROAD)),
    mail: new RegExp(`Geplant: ${momentIn(at).source} bis ${until} MES?Z`),
  };
}

/** The same reader with a script: every time is their own, and says whose. */
async function inTokyo(scripted: Page, now: number, from: number, ofPage: RegExp) {
  await scripted.clock.setFixedTime(now);
  await open(scripted, '/');
  await eventually(async () => expect(await textOf(scripted)).toMatch(windowFrom(from).abroad));
  const text = await textOf(scripted);
  expect(text).not.toMatch(ofPage);
  expect(text).not.toMatch(/ E[SD]T\b/);
  expect(text).toMatch(/Zeitzone dieser Seite: Europe\/Berlin \(MES?Z\)/);
  const zone = scripted.getByRole('combobox', { name: 'Zeiten in' });
  expect(await zone.inputValue()).toBe(ABROAD);
  expect(await zone.locator('option:checked').innerText()).toBe('Asia/Tokyo (Ihre Zeitzone)');
}

async function zoneIsRemembered(scripted: Page, from: number): Promise<void> {
  await scripted.goto('/history');
  await scripted.getByRole('link', { name: TITEL }).first().click();
  const zone = scripted.getByRole('combobox', { name: 'Zeiten in' });
  await eventually(async () => expect(await textOf(scripted)).toMatch(windowFrom(from).abroad));
  await zone.selectOption(ZONE);
  await eventually(async () => expect(await textOf(scripted)).toMatch(windowFrom(from).page));
  await scripted.reload();
  expect(await zone.inputValue()).toBe(ZONE);
  await eventually(async () => expect(await textOf(scripted)).toMatch(windowFrom(from).page));
}
