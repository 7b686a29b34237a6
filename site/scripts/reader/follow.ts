import { morph } from './morph.ts';
import { filled, setText, updateTimes, words } from './times.ts';

// Updates the page while it is open, and announces changes to screen readers.

const POLL_INTERVAL = 30_000;
const TIMEOUT = 10_000;
/** A cache whose newest page is older than this is outdated. */
const TOO_OLD = 90_000;
/** `data-say` names the subject of the part. */
const NEWS = 'h1, .promise, .row, .aged:not(#announcer), [data-say]';

/** Absent on pages that are not updated. Nothing but `start` runs there. */
const announcer = document.querySelector('#announcer') as HTMLElement;
const policy = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy(
  'follow',
  {
    createHTML: (html) => html,
  },
);
type TrustedTypes = {
  createPolicy(name: string, rules: { createHTML(html: string): string }): typeof rules;
};

let known: string | null = null;
let waiting: ReturnType<typeof setTimeout> | undefined;
let isAsking = false;
let isWanted = false;
let isLost = false;
let lossText = '';
let lastContact = Date.now();

async function ask(): Promise<void> {
  isWanted = true;
  if (document.hidden || isAsking) return;
  isAsking = true;
  isWanted = false;
  clearTimeout(waiting);
  try {
    const signal = AbortSignal.timeout(TIMEOUT);
    const answer = await fetch(location.href, { cache: 'no-cache', signal });
    const etag = answer.headers.get('etag');
    const age = Number(answer.headers.get('age')) * 1000;
    if (!etag || etag !== known) show(await answer.text());
    known = etag;
    lastContact = Date.now() - age;
    announceConnection(age > TOO_OLD);
  } catch {
    announceConnection(true);
  }
  isAsking = false;
  waiting = setTimeout(ask, isWanted ? 0 : POLL_INTERVAL);
}

/** Throws when the response is not our page, such as a proxy's error or a network's sign-in. */
function show(html: string): void {
  const parser = new DOMParser();
  const fresh = parser.parseFromString(policy?.createHTML(html) ?? html, 'text/html');
  if (!fresh.querySelector('#announcer')) throw new Error(fresh.title);
  const both = (selector: string) =>
    [document, fresh].map((page) => page.querySelector(selector)) as [Element, Element]; // each of our pages has them
  if (stylesOf(fresh).some((style) => !stylesOf(document).includes(style))) location.reload();
  updateTimes();
  updateTimes(fresh);
  const before = new Set(news(document));
  const after = news(fresh);
  morph(...both('.wrap'));
  dispatchEvent(new Event('updated'));
  document.title = fresh.title;
  morph(...both('link[rel=icon]'));
  const changed = [...new Set(after.filter((text) => !before.has(text)))].join('\n');
  if (changed) announce(changed);
}

/**
 * The policy allows only a page's own styles, so the page is reloaded when they change. Browsers
 * add some.
 */
const stylesOf = (page: Document) =>
  [...page.querySelectorAll('style')].map((style) => style.textContent);

/** Texts to announce when they are new, without elapsed times. */
const news = (page: Document): string[] =>
  [...page.querySelectorAll<HTMLElement>(NEWS)].map((part) => {
    const text = part.cloneNode(true) as HTMLElement;
    for (const ago of text.querySelectorAll('.ago')) ago.remove();
    for (const line of text.querySelectorAll('.meta'))
      line.replaceChildren(line.firstElementChild ?? '');
    for (const line of text.querySelectorAll('h2, h3, h4')) line.append('. ');
    for (const line of text.querySelectorAll('p, li')) line.append(' ');
    return `${part.dataset.say ?? ''} ${text.textContent}`.replace(/\s+/g, ' ').trim();
  });

const announce = (text: string) => setText(announcer, text);

function announceConnection(lost: boolean): void {
  if (lost) {
    const stale = document.querySelector<HTMLTimeElement>('.aged time');
    lossText = filled(
      announcer.dataset.lost,
      words(stale ? Date.parse(stale.dateTime) : lastContact),
    );
    announce(lossText);
  } else if (isLost && announcer.textContent === lossText) announce(announcer.dataset.found ?? '');
  isLost = lost;
  announcer.className = lost ? 'aged lost' : 'visually-hidden';
}

/** A page from the browser's cache may be of any age; only its last change is certain. */
function start(): void {
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  const change = document.querySelector<HTMLTimeElement>('.asof time');
  const isFromCache = navigation?.transferSize === 0;
  if (isFromCache && change) lastContact = Date.parse(change.dateTime);
  waiting = setTimeout(ask, isFromCache ? 0 : POLL_INTERVAL);
  for (const event of ['online', 'offline', 'visibilitychange']) addEventListener(event, ask);
}

// In a frame it is a preview, whose address shows something else.
if (announcer && top === self) start();
