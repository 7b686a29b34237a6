import { Feed } from 'feed';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { escapeHtml, utf8Length, xmlText } from '../text.ts';
import {
  type FeedI18n,
  feedI18nFor,
  itemsOf,
  type Subject,
  type UpdateItem,
} from './update-items.ts';

/**
 * One item per update, newest first, with a stable guid; only corrections change `updated`. At most
 * 50 items and 128 KB: older items are left out.
 */
export const MAX_BYTES = 128 * 1024;

export const updatesRss = (
  s: Snapshot,
  subject: Subject,
  words: FeedI18n = feedI18nFor(s, null),
): string =>
  bounded(itemsOf(s, subject, words), (items) => {
    const feed = emptyFeed(s, subject, '.rss', items, words);
    for (const item of items)
      feed.addItem({
        title: xmlText(item.title),
        guid: item.id,
        link: item.url,
        date: new Date(item.publishedAt),
        description: xmlText(item.html),
        extensions: [{ name: 'atom:updated', objects: { _text: iso(item.correctedAt) } }],
      });
    return feed.rss2();
  });

/** The library declares Atom titles as HTML, so they are escaped, and lacks the language of a feed. */
export const updatesAtom = (
  s: Snapshot,
  subject: Subject,
  words: FeedI18n = feedI18nFor(s, null),
): string =>
  bounded(itemsOf(s, subject, words), (items) => {
    const feed = emptyFeed(s, subject, '.atom', items, words);
    for (const item of items)
      feed.addItem({
        title: escapeHtml(xmlText(item.title)),
        id: item.id,
        link: item.url,
        date: new Date(item.correctedAt),
        published: new Date(item.publishedAt),
        content: xmlText(item.html),
      });
    return feed.atom1().replace('<feed ', `<feed xml:lang="${words.locale}" `);
  });

export const updatesJson = (
  s: Snapshot,
  subject: Subject,
  words: FeedI18n = feedI18nFor(s, null),
): string =>
  bounded(itemsOf(s, subject, words), (items) =>
    JSON.stringify({
      version: 'https://jsonfeed.org/version/1.1',
      title: subject.title,
      home_page_url: homeOf(s, subject, words),
      feed_url: `${s.page.url}${words.prefix}${subject.path}/updates.json`,
      language: words.locale,
      authors: [{ name: s.page.name, url: `${s.page.url}/` }],
      items: items.map((item) => ({
        id: item.id,
        url: item.url,
        title: item.title,
        content_html: item.html,
        date_published: iso(item.publishedAt),
        date_modified: iso(item.correctedAt),
      })),
    }),
  );

function emptyFeed(
  s: Snapshot,
  subject: Subject,
  suffix: string,
  items: UpdateItem[],
  words: FeedI18n,
): Feed {
  return new Feed({
    id: `urn:x-allclear:updates:${s.page.id}${`${words.prefix}${subject.path}`.replaceAll('/', ':')}`,
    title: outsideCdata(subject.title),
    description: words.say('feed.description'),
    link: homeOf(s, subject, words),
    feed: `${s.page.url}${words.prefix}${subject.path}/updates${suffix}`,
    language: words.locale,
    updated: new Date(Math.max(s.page.createdAt, ...items.map((item) => item.correctedAt))),
    generator: 'Allclear',
    author: { name: outsideCdata(s.page.name) },
  });
}

/** The library treats `&amp;` as an unescaped `&` there. */
const outsideCdata = (text: string): string => xmlText(text).replaceAll('&amp;', '&amp;amp;');

/** Components have no page of their own. */
const homeOf = (s: Snapshot, { path }: Subject, { prefix }: FeedI18n): string =>
  path.startsWith('/incidents/')
    ? `${s.page.url}${prefix}${path}`
    : `${s.page.url}${prefix || '/'}`;

const iso = (at: number): string => new Date(at).toISOString();

/** The newest items that fit. */
function bounded(items: UpdateItem[], render: (items: UpdateItem[]) => string): string {
  let included = items;
  let text = render(included);
  for (
    let size = utf8Length(text);
    size > MAX_BYTES && included.length > 1;
    size = utf8Length(text)
  ) {
    const fitting = Math.floor((included.length * MAX_BYTES) / size);
    included = included.slice(0, Math.max(1, Math.min(included.length - 1, fitting)));
    text = render(included);
  }
  return text;
}
