import { XmlDocument, type XmlElement } from 'libxml2-wasm';

const NAMES = { atom: 'http://www.w3.org/2005/Atom' };
const RFC_822 =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (?:[A-Z][a-z]{2}) \d{4} \d\d:\d\d:\d\d (?:GMT|[+-]\d{4})$/;
const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;
const LANGUAGE = /^[a-z]{2}(?:-[A-Z]{2})?$/;

/** What the W3C feed validator would refuse in an RSS 2.0, Atom 1.0 or JSON feed. */
export function feedErrors(text: string, type: string): string[] {
  if (type.includes('json')) return jsonFeedErrors(text);
  try {
    const document = XmlDocument.fromString(text);
    const errors = type.includes('rss') ? rssErrors(document) : atomErrors(document);
    document.dispose();
    return errors;
  } catch (error) {
    return [`not well-formed: ${error}`];
  }
}

type Rule = [what: string, xpath: string, isFine?: (text: string) => boolean];

const isAbsolute = (text: string) => /^https?:\/\/[^\s<>"]+$/.test(text) && URL.canParse(text);
const isDate = (form: RegExp) => (text: string) =>
  form.test(text) && Number.isFinite(Date.parse(text));
const isUri = (text: string) => /^[a-z][a-z0-9+.-]*:\S+$/i.test(text);

/** Each rule wants its path exactly once below `of`, with a text that is fine. */
const broken = (of: XmlElement, name: string, rules: Rule[]): string[] =>
  rules.flatMap(([what, xpath, isFine = (text) => text.trim() !== '']) => {
    const found = of.find(xpath, NAMES).map((node) => ('content' in node ? node.content : ''));
    if (found.length !== 1) return [`${name}: ${found.length} of ${what}`];
    return isFine(found[0] ?? '') ? [] : [`${name}: ${what} is “${found[0]}”`];
  });

const repeated = (ids: string[], what: string): string[] =>
  new Set(ids).size === ids.length ? [] : [`${what} is not unique`];
const contents = (of: XmlDocument, xpath: string): string[] =>
  of.find(xpath, NAMES).map((node) => ('content' in node ? node.content : ''));

function rssErrors(document: XmlDocument): string[] {
  const channel = document.get('/rss[@version="2.0"]/channel') as XmlElement | null;
  if (!channel) return ['no channel of RSS 2.0'];
  const rules: Rule[] = [
    ['title', 'title'],
    ['link', 'link', isAbsolute],
    ['description', 'description'],
    ['self link', 'atom:link[@rel="self"]/@href', isAbsolute],
    ['type of the self link', 'atom:link[@rel="self"]/@type', (t) => t === 'application/rss+xml'],
  ];
  const dates = contents(document, '//pubDate | //lastBuildDate');
  return [
    ...broken(channel, 'channel', rules),
    ...dates.filter((date) => !isDate(RFC_822)(date)).map((date) => `date “${date}”`),
    ...contents(document, '//language').filter((tag) => !LANGUAGE.test(tag)),
    ...(document.find('/rss/channel/item') as XmlElement[]).flatMap((item) =>
      broken(item, 'item', [
        ['title', 'title'],
        ['link', 'link', isAbsolute],
        ['description', 'description'],
        ['pubDate', 'pubDate', isDate(RFC_822)],
        ['guid', 'guid'],
      ]),
    ),
    ...contents(document, '//guid[not(@isPermaLink="false")]')
      .filter((guid) => !isAbsolute(guid))
      .map((guid) => `guid “${guid}” is no link`),
    ...repeated(contents(document, '//guid'), 'guid'),
    ...htmlErrors(contents(document, '//item/description')),
  ];
}

function atomErrors(document: XmlDocument): string[] {
  const feed = document.get('/atom:feed', NAMES) as XmlElement | null;
  if (!feed) return ['no feed of Atom 1.0'];
  const common: Rule[] = [
    ['id', 'atom:id', isUri],
    ['title', 'atom:title'],
    ['updated', 'atom:updated', isDate(RFC_3339)],
  ];
  const entries = document.find('/atom:feed/atom:entry', NAMES) as XmlElement[];
  const hasAuthor = document.get('/atom:feed/atom:author/atom:name', NAMES) !== null;
  return [
    ...broken(feed, 'feed', [...common, ['self link', 'atom:link[@rel="self"]/@href', isAbsolute]]),
    ...entries.flatMap((entry) => [
      ...broken(entry, 'entry', [
        ...common,
        ['published', 'atom:published', isDate(RFC_3339)],
        ['link', 'atom:link[not(@rel) or @rel="alternate"]/@href', isAbsolute],
        ['content', 'atom:content'],
      ]),
      ...(hasAuthor ? [] : broken(entry, 'entry', [['author', 'atom:author/atom:name']])),
    ]),
    ...repeated(contents(document, '/atom:feed/atom:entry/atom:id'), 'id'),
    ...htmlErrors(contents(document, '//atom:content[@type="html"]')),
  ];
}

/** Neither a link that only works on the page itself, nor anything that runs. */
const htmlErrors = (texts: string[]): string[] =>
  texts.flatMap((html) => [
    ...[...html.matchAll(/<[^>]*\s(?:href|src)="([^"]*)"/g)]
      .map(([, url = '']) => url)
      .filter((url) => !/^(?:https?:|mailto:|tel:)/.test(url))
      .map((url) => `relative address “${url}”`),
    ...(/<(?:script|iframe|style|form|object|embed)\b|<[^>]+\son\w+=/i.test(html)
      ? [`scripts in “${html.slice(0, 80)}”`]
      : []),
  ]);

/** https://www.jsonfeed.org/version/1.1/ */
function jsonFeedErrors(text: string): string[] {
  const feed = JSON.parse(text);
  const errors: string[] = [];
  const want = (isFine: boolean, what: string) => {
    if (!isFine) errors.push(what);
  };
  want(feed.version === 'https://jsonfeed.org/version/1.1', 'version');
  want(typeof feed.title === 'string' && feed.title !== '', 'title');
  want(isAbsolute(feed.home_page_url), 'home_page_url');
  want(isAbsolute(feed.feed_url), 'feed_url');
  want(LANGUAGE.test(feed.language), 'language');
  for (const item of feed.items) {
    want(typeof item.id === 'string' && item.id !== '', 'id of an item');
    want(isAbsolute(item.url), `url “${item.url}”`);
    want(isDate(RFC_3339)(item.date_published), `date_published “${item.date_published}”`);
    want(isDate(RFC_3339)(item.date_modified), `date_modified “${item.date_modified}”`);
    want(typeof (item.content_html ?? item.content_text) === 'string', 'content of an item');
  }
  errors.push(
    ...repeated(
      feed.items.map((item: { id: string }) => item.id),
      'id',
    ),
  );
  errors.push(...htmlErrors(feed.items.map((item: { content_html: string }) => item.content_html)));
  return errors;
}
