import { morph } from './morph.ts';
import { filled, updateTimes, words } from './times.ts';

// Updates the page while it is open, and announces changes to screen readers.

const POLL_INTERVAL = 30_000;
const TIMEOUT = 10_000;
/** A cache whose newest page is older than this is outdated. */
const TOO_OLD = 90_000;
/** `data-say` names the subject of the part. */
const NEWS = 'h1, .promise, .row, .aged:not(#announcer), [data-say]';

const announcer = document.getElementById('announcer');
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
let seen = Date.now();

async function ask(): Promise<void> {
  isWanted = true;
  if (document.hidden || isAsking) return;
  isAsking = true;
  isWanted = false;
  clearTimeout(waiting);
  try {
    const signal = AbortSignal.timeout(TIMEOUT);
    const answer = await fetch(location.href, { cache: 'no-cache', signal });
    if (!answer.ok && answer.status !== 404) throw new Error(answer.statusText);
    const etag = answer.headers.get('etag');
    if (!etag || etag !== known) show(await answer.text());
    known = etag;
    const age = Number(answer.headers.get('age')) * 1000;
    seen = Date.now() - age;
    announceConnection(age > TOO_OLD);
  } catch {
    announceConnection(true);
  }
  isAsking = false;
  waiting = setTimeout(() => void ask(), isWanted ? 0 : POLL_INTERVAL);
}

/** Throws when the response is not our page, such as a proxy's error or a network's sign-in. */
function show(html: string): void {
  const parser = new DOMParser();
  const fresh = parser.parseFromString(policy?.createHTML(html) ?? html, 'text/html');
  const [here, there] = [document, fresh].map((page) => page.querySelector('.wrap'));
  if (!here || !there?.querySelector('#announcer')) throw new Error('not our page');
  if (stylesOf(fresh).some((style) => !stylesOf(document).includes(style))) location.reload();
  updateTimes();
  updateTimes(fresh);
  const before = new Set(news(document));
  const after = news(fresh);
  morph(here, there);
  dispatchEvent(new Event('updated'));
  document.title = fresh.title;
  const [icon, newer] = [document, fresh].map((page) => page.querySelector('link[rel=icon]'));
  if (icon && newer) morph(icon, newer);
  const changed = after.filter((text) => !before.has(text));
  if (changed.length > 0) announce([...new Set(changed)].join('\n'));
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
    for (const line of text.querySelectorAll('h2, h3, h4')) line.append('.');
    for (const line of text.querySelectorAll('h2, h3, h4, p, li')) line.append(' ');
    return `${part.dataset.say ?? ''} ${text.textContent}`.replace(/\s+/g, ' ').trim();
  });

function announce(text: string): void {
  if (announcer && announcer.textContent !== text) announcer.textContent = text;
}

function announceConnection(lost: boolean): void {
  if (lost) {
    const stale = document.querySelector<HTMLTimeElement>('.aged time');
    lossText = filled(announcer?.dataset.lost, words(stale ? Date.parse(stale.dateTime) : seen));
    announce(lossText);
  } else if (isLost && announcer?.textContent === lossText) announce(announcer.dataset.found ?? '');
  isLost = lost;
  if (announcer) announcer.className = lost ? 'aged lost' : 'visually-hidden';
}

/** A page from the browser's cache may be of any age; only its last change is certain. */
function start(): void {
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  const change = document.querySelector<HTMLTimeElement>('.asof time');
  const isFromCache = navigation?.transferSize === 0;
  if (isFromCache && change) seen = Date.parse(change.dateTime);
  waiting = setTimeout(() => void ask(), isFromCache ? 0 : POLL_INTERVAL);
  for (const event of ['online', 'offline']) addEventListener(event, () => void ask());
  document.addEventListener('visibilitychange', () => void ask());
}

// In a frame it is a preview, whose address shows something else.
if (announcer && top === self) start();
