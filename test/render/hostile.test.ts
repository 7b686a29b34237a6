import { parseAtomFeed, parseJsonFeed, parseRssFeed } from 'feedsmith';
import ical from 'node-ical';
import RssParser from 'rss-parser';
import { expect, test } from 'vitest';
import { historyPage, now } from '../../api/render/allclear.ts';
import { BadgeQuery, badge, badgeStyles, shieldsEndpoint } from '../../api/render/badge/badge.ts';
import { siteDocuments } from '../../api/render/documents.ts';
import { calendar } from '../../api/render/feeds/calendar.ts';
import { atom, rss } from '../../api/render/feeds/history-feeds.ts';
import { historyJson } from '../../api/render/feeds/history-json.ts';
import { updatesAtom, updatesJson, updatesRss } from '../../api/render/feeds/update-feeds.ts';
import {
  feedI18nFor,
  oneComponent,
  oneIncident,
  type Subject,
  wholePage,
} from '../../api/render/feeds/update-items.ts';
import { UptimeNow } from '../../api/render/schema/public/uptime.ts';
import { uptimeCsv } from '../../api/render/uptime/csv.ts';
import { uptimeNow } from '../../api/render/uptime/json.ts';
import type { Snapshot } from '../../api/snapshot/snapshot.ts';
import {
  markdownToHtml,
  markdownToPlainText,
  wholeLinks,
} from '../../templates/markdown/markdown.ts';
import { contract, type V2, type V2Path } from '../support/api/v2.ts';
import { held, hostile } from '../support/hostile/hostile.ts';
import { dozens, pageOf, pageOfAll } from '../support/hostile/hostile-page.ts';

const PLAIN = 'Payments';

const everyDozen =
  (check: (texts: string[], s: Snapshot, plain: Snapshot) => Promise<void>) => async () => {
    for (const texts of dozens)
      await check(texts, pageOfAll(texts), pageOfAll(texts.map(() => PLAIN)));
  };

/** A string that fails is named by what it is, not by what it looks like. */
const everyString =
  (check: (text: string, named: string, s: Snapshot) => void | Promise<void>) => async () => {
    for (const text of hostile) await check(text, JSON.stringify(text).slice(0, 120), pageOf(text));
  };

/** Markdown itself, but for links without a host. */
const whole = (s: Snapshot, text: string) => wholeLinks(text, { url: s.page.url });

const v2 = <Path extends V2Path>(s: Snapshot, path: Path): V2[Path] => {
  const json = siteDocuments.find((d) => d.path === path)?.render(s) ?? '';
  return contract[path].parse(JSON.parse(json)) as V2[Path]; // by that very schema
};

test(
  'in Statuspage’s JSON each field is as typed',
  everyString((text, named, s) => {
    const { page, components, incidents, scheduled_maintenances } = v2(s, '/api/v2/summary.json');
    expect(page.name, named).toBe(text);
    for (const c of [...components, ...v2(s, '/api/v2/components.json').components])
      expect([c.name, c.description], named).toEqual([text, text]);
    const all = [
      ...incidents,
      ...scheduled_maintenances,
      ...v2(s, '/api/v2/incidents.json').incidents,
      ...v2(s, '/api/v2/incidents/unresolved.json').incidents,
      ...v2(s, '/api/v2/scheduled-maintenances.json').scheduled_maintenances,
      ...v2(s, '/api/v2/scheduled-maintenances/upcoming.json').scheduled_maintenances,
    ];
    expect(all).toHaveLength(6);
    for (const { name, incident_updates, components } of all) {
      const [update] = incident_updates;
      expect([name, update?.body, components[0]?.name], named).toEqual([
        text,
        whole(s, text),
        text,
      ]);
      expect(update?.affected_components?.[0]?.name, named).toBe(`${text} - ${text}`);
    }
  }),
);

test(
  'in our own JSON, in history.json and for shields.io each field is as typed',
  everyString(async (text, named, s) => {
    const read = <T>(value: T): T => JSON.parse(JSON.stringify(value));
    const first = read(now(s, null));
    const both = `${text} · ${text}`;
    expect([first.page.name, first.headline], named).toEqual([text, text]);
    expect(first.reach, named).toBe(`Affects ${both}.`);
    for (const { name, body, components } of [...first.open, ...first.upcoming])
      expect([name, body, components], named).toEqual([text, whole(s, text), [both]]);
    const [incident] = read(historyPage(s, s.incidents, null)).incidents;
    expect([incident?.name, incident?.incident_updates[0]?.body], named).toEqual([
      text,
      whole(s, text),
    ]);
    const { months } = read(await historyJson(s, [{ month: '2026-11', incidents: s.incidents }]));
    expect([months[0]?.incidents[0]?.name, months[0]?.incidents[0]?.message], named).toEqual([
      text,
      whole(s, text),
    ]);
    const of = { snapshot: s, component: s.components[1] ?? null, asOf: null };
    expect(read(shieldsEndpoint(of, BadgeQuery.parse({}))).label, named).toBe(`${text} status`);
  }),
);

test(
  'in the JSON and CSV of uptime each field is as typed, and no cell is a formula',
  everyString(async (text, named, s) => {
    const components = UptimeNow.parse(JSON.parse(JSON.stringify(await uptimeNow(s)))).components;
    expect(components, named).toHaveLength(2);
    for (const { name, days } of components)
      expect([name, days[0]?.incidents[0]?.name, days[0]?.corrections], named).toEqual([
        text,
        text,
        [text],
      ]);
    const [, , today = []] = cellsOf(await uptimeCsv(s, s.uptime));
    const cells = [today[2], today.at(-2), today.at(-1)];
    expect(
      cells.map((cell) => cell?.replace(/^'/, '')),
      named,
    ).toEqual([`${text} · ${text}`, text, text].map((typed) => typed.replace(/^'/, '')));
    for (const cell of cells) expect(cell, named).not.toMatch(/^[=+\-@\t\r]/);
  }),
);

/** RFC 4180. */
function cellsOf(csv: string): string[][] {
  const lines: string[][] = [[]];
  for (const [, quoted, plain = '', end] of csv.matchAll(
    /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g,
  )) {
    lines.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === '\r\n') lines.push([]);
    if (end === '') break;
  }
  return lines;
}

/** As a reader of XML is given it: without what XML cannot hold, each line ended by LF, and trimmed. */
const inXml = (text: string) => held(text).replace(/\r\n?/g, '\n').trim();
const isHeld = (xml: string) => xml.isWellFormed() && held(xml) === xml;
/** The tags, without attribute values, texts and CDATA. */
const skeleton = (xml: string) =>
  xml
    .replace(/<!\[CDATA\[.*?\]\]>/gs, '')
    .replace(/<(\w+)\/>/g, '<$1></$1>')
    .match(/<[^>]*>/g)
    ?.map((tag) => tag.replace(/"[^"]*"/g, '""'));
const unescaped = (html = '') =>
  html.replace(/&(lt|gt|quot|apos|amp);/g, (_, name) => entities[name] ?? '');
const entities: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

type Item = { title?: string | undefined; html?: string | undefined };
/** What a feed and its items are called, and their texts, as two readers see them. */
async function readRss(xml: string): Promise<{ title: string | undefined; items: Item[] }[]> {
  const a = await new RssParser().parseString(xml);
  const b = parseRssFeed(xml);
  return [
    { title: a.title, items: a.items.map((i) => ({ title: i.title, html: i.content })) },
    {
      title: b.title,
      items: (b.items ?? []).map((i) => ({ title: i.title, html: i.description })),
    },
  ];
}
async function readAtom(xml: string): Promise<{ title: string | undefined; items: Item[] }[]> {
  const a = await new RssParser().parseString(xml);
  const b = parseAtomFeed(xml);
  return [
    { title: a.title, items: a.items.map((i) => ({ title: i.title, html: i.content })) },
    {
      title: b.title?.value,
      items: (b.entries ?? []).map((i) => ({ title: i.title?.value, html: i.content?.value })),
    },
  ];
}

/** Every incident and maintenance of every string is there once; some reader leaves out what looks like a comment. */
function expectEach(url: string, items: Item[], texts: string[], labels = /^/): void {
  expect(items).toHaveLength(texts.length * 2);
  const found = items.map(({ title = '', html = '' }) => ({
    title: inXml(title.replace(labels, '')),
    html: inXml(html),
  }));
  for (const text of texts) {
    const titles = [inXml(text), inXml(text.replace(/<!--.*?-->/gs, ''))];
    const body = inXml(markdownToHtml(text, { url }).replace(/^<p>/, ''));
    const own = found.filter(({ title, html }) => titles.includes(title) && html.includes(body));
    expect(own.length, JSON.stringify(text).slice(0, 120)).toBeGreaterThanOrEqual(2);
  }
}

test(
  'in Statuspage’s feeds titles are as typed, and texts are their Markdown',
  everyDozen(async (texts, s, plain) => {
    for (const [render, read] of [
      [rss, readRss],
      [atom, readAtom],
    ] as const) {
      const xml = render(s);
      const inArabic = render(s, feedI18nFor(s, 'ar'));
      expect([isHeld(xml), isHeld(inArabic)]).toEqual([true, true]);
      expect(skeleton(xml)).toEqual(skeleton(render(plain)));
      expect(skeleton(inArabic)).toEqual(skeleton(render(plain, feedI18nFor(plain, 'ar'))));
      for (const { title, items } of await read(xml)) {
        expect(inXml(title ?? '')).toBe(inXml(`${texts[0]} Status - Incident History`));
        expectEach(s.page.url, items, texts);
      }
    }
  }),
);

async function readUpdates(s: Snapshot, subject: Subject) {
  const json = parseJsonFeed(JSON.parse(updatesJson(s, subject)));
  const inJson = (json.items ?? []).map((i) => ({ title: i.title, html: i.content_html }));
  const inAtom = (await readAtom(updatesAtom(s, subject))).map(({ title, items }) => ({
    title,
    items: items.map((i) => ({ ...i, title: unescaped(i.title) })),
  }));
  const inRss = await readRss(updatesRss(s, subject));
  return [...inRss, ...inAtom, { title: json.title, items: inJson }];
}

test(
  'in the update feeds titles are as typed, and texts are their Markdown',
  everyDozen(async (texts, s, plain) => {
    for (const render of [updatesRss, updatesAtom]) {
      const xml = render(s, wholePage(s));
      expect(isHeld(xml)).toBe(true);
      expect(skeleton(xml)).toEqual(skeleton(render(plain, wholePage(plain))));
    }
    for (const { items } of await readUpdates(s, wholePage(s)))
      expectEach(s.page.url, items, texts, /^(Scheduled|Identified): ?/);
  }),
);

test(
  'the title of a feed of the page, a component, a group or an incident is as typed',
  everyString((text, named, s) => {
    const subjects = [
      ...s.components.map((component) => oneComponent(s, component)),
      ...s.incidents.map((incident) => oneIncident(s, incident)),
    ];
    const titles = [
      [wholePage(s), `${text} status`] as const,
      ...subjects.map((subject) => [subject, `${text} · ${text} status`] as const),
    ];
    for (const [subject, title] of titles) {
      const of = { ...subject, incidents: [] };
      for (const found of [
        parseRssFeed(updatesRss(s, of)).title,
        parseAtomFeed(updatesAtom(s, of)).title?.value,
        parseJsonFeed(JSON.parse(updatesJson(s, of))).title,
      ])
        expect(inXml(found ?? ''), named).toBe(inXml(title));
    }
  }),
);

const plain = pageOf(PLAIN);
/** An attribute of XML has no other space. */
const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();

test(
  'a badge is the same image with other words',
  everyString((text, named, s) => {
    for (const style of badgeStyles)
      for (const [component, query] of [
        [null, {}],
        [s.components[0] ?? null, {}],
        [null, { label: text }],
      ] as const) {
        const draw = (snapshot: Snapshot, more = {}) =>
          badge({ snapshot, component, asOf: null }, BadgeQuery.parse({ style, ...more }));
        const svg = draw(s, query);
        expect(isHeld(svg), named).toBe(true);
        const label = 'label' in query && [...text].length <= 64 ? text : `${text} status`;
        const labelText = oneLine(held(label));
        const like = draw(plain, labelText === '' ? { label: '' } : {});
        expect(skeleton(svg), named).toEqual(skeleton(like));
        const words = [labelText, component ? 'partial outage' : 'minor outage'];
        for (const pattern of [/aria-label="([^"]*)"/, /<title>([^<]*)<\/title>/])
          expect(oneLine(unescaped(pattern.exec(svg)?.[1])).toUpperCase(), named).toBe(
            words.filter(Boolean).join(': ').toUpperCase(),
          );
      }
  }),
);

/** As RFC 5545 has it; the library takes `\\\\n` for a line’s end. */
function property(calendar: string, name: string): string | undefined {
  const event = calendar.slice(calendar.indexOf('BEGIN:VEVENT')).replace(/\r\n /g, '');
  const value = new RegExp(`^${name}:(.*)$`, 'm').exec(event)?.[1];
  return value?.replace(/\\(.)/g, (_, c) => (c === 'n' ? '\n' : c)).trim();
}

/** In a calendar a line ends in one way only. */
const inCalendar = (text: string) => held(text).replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n');

test(
  'a calendar has one event, and its texts are as typed',
  everyString((text, named, s) => {
    const ics = calendar(s, s.maintenances);
    const lines = ics.split('\r\n');
    const events = Object.values(ical.sync.parseICS(ics)).filter((e) => e?.type === 'VEVENT');
    expect(events, named).toHaveLength(1);
    for (const line of lines) {
      expect(new TextEncoder().encode(line).byteLength, named).toBeLessThanOrEqual(75);
      expect(isHeld(line) && !/[\r\n\u0085\u2028\u2029]/.test(line), named).toBe(true);
    }
    const [name, both] = [oneLine(inCalendar(text)), `${text} · ${text}`];
    expect(property(ics, 'SUMMARY'), named).toBe(oneLine(`${name}: ${name}`));
    expect(property(ics, 'DESCRIPTION'), named).toBe(
      inCalendar(
        `Scheduled\nAffects ${both}.\n\n${markdownToPlainText(text, { url: s.page.url })}`,
      ).trim(),
    );
  }),
);
