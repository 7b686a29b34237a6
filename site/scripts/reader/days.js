/**
 * What a day was: its date, status, durations and incidents, beside the bar of that day. Loaded when
 * somebody first points at a bar, touches it or comes to it with the keyboard. A component’s bar is
 * then a slider over its days, since screen readers hand the arrow keys to a slider. The line of a
 * group takes the left and right arrow keys, and a live region speaks.
 */
/** A component’s bar is a link, a group’s is part of the line that folds it. */
const BARS = ':is(a, span).days';
const HOVER_DELAY = 80;
const LEAVE_DELAY = 250;
const GAP = 6;
const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1, PageUp: 7, PageDown: -7 };
/** Named in the policy of the pages. */
const policy = globalThis.trustedTypes?.createPolicy('days', { createHTML: (html) => html });
const sheet = new CSSStyleSheet();
sheet.replaceSync(`
${BARS}{position:relative;cursor:pointer;touch-action:pan-y}
${BARS}>i:not(.bars){position:absolute;inset-block:0;border:2px solid var(--ink);border-radius:2px;pointer-events:none}
.day-details{position:fixed;inset:auto;margin:0;width:max-content;max-width:min(320px,calc(100vw - 16px));max-height:60vh;overflow:auto;padding:10px 14px;border:1px solid var(--field);border-radius:10px;background:var(--sheet);color:var(--ink);font-size:.9rem;line-height:1.45;text-align:start;white-space:normal;cursor:auto}
.day-details p{margin:0}.day-details small{color:var(--dim)}.day-details a{display:inline-block;padding-block:3px}`);
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

/** The open details: their bar, the day, and whether they stay when the pointer leaves. */
let open = null;
let waiting = 0;
/** Gets the focus back from its closed details, and does not open them. */
let dismissed = null;
/** The day that was last shown of a bar. */
const chosen = new WeakMap();
const chosenIn = (bar) => chosen.get(bar) ?? spanOf(bar).count - 1;
const box = document.createElement('div');
box.className = 'day-details';
box.popover = 'manual';
const mark = document.createElement('i');
const speaker = document.createElement('p');
speaker.className = 'visually-hidden';
speaker.setAttribute('role', 'status');
document.body.append(speaker);

/** The record of a bar is on this page where it has one, or on the page that the bar links to. */
const pages = new Map();
const foldOf = (bar) => bar.closest('summary');
const place = (bar) =>
  bar.dataset.href ??
  (foldOf(bar) ? bar.closest('details').querySelector('.of-group a') : bar).getAttribute('href');
function recordOf(bar) {
  const href = place(bar);
  if (document.getElementById('day-words')) return Promise.resolve(recordIn(document, href));
  const known = pages.get(href) ?? fetched(href);
  pages.set(href, known);
  known.catch(() => pages.delete(href));
  return known.then((page) => recordIn(page, '#days-table'));
}

async function fetched(href) {
  const answer = await fetch(href);
  if (!answer.ok) throw new Error(answer.statusText);
  // Its styles are not needed, and the policy of this page does not name them.
  const html = (await answer.text()).replace(/<style.*?<\/style>/gs, '');
  return new DOMParser().parseFromString(policy?.createHTML(html) ?? html, 'text/html');
}

function recordIn(page, href) {
  const { dataset } = page.getElementById('day-words') ?? {};
  if (!dataset) throw new Error('not our page');
  const table = href.startsWith('#') ? page.getElementById(href.slice(1)) : null;
  return { words: dataset, row: (day) => table?.querySelector(`[data-day="${day}"]`) ?? null };
}

/** How many days a bar has, and the first with a record: all are drawn, those before it in gray. */
function spanOf(bar) {
  const drawing = bar.querySelector('svg');
  const count = drawing ? (drawing.viewBox.baseVal.width + 1) / 4 : 90;
  const none = bar.querySelector('.none')?.getAttribute('d') ?? '';
  return { count, begins: none ? (Number(/h(\d+)/.exec(none)?.[1]) + 1) / 4 : 0 };
}

const lastOf = (bar, words) =>
  words
    ? Math.round((Date.parse(words.last) - Date.parse(words.first)) / 864e5)
    : spanOf(bar).count - 1;

const dayAt = (words, at) =>
  new Date(Date.parse(words.first) + at * 864e5).toISOString().slice(0, 10);

function dateIn(words, day) {
  const year = day.slice(0, 4) === words.last.slice(0, 4) ? {} : { year: 'numeric' };
  const options = { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC', ...year };
  return new Intl.DateTimeFormat(words.format, options).format(Date.parse(day));
}

function line(tag, ...content) {
  const made = document.createElement(tag);
  made.append(...content);
  return made;
}

/** What the list says of the day, or that nothing was, or that nothing is known. */
function contentOf(bar, { words, row }, at) {
  const day = dayAt(words, at);
  const found = row(day)?.querySelector('td');
  const isKnown = at >= spanOf(bar).begins;
  const summary = line('p');
  if (found) for (const node of found.childNodes) summary.append(document.importNode(node, true));
  else {
    const status = line('b', isKnown ? words.operational : words.none);
    if (isKnown) status.className = 'operational';
    summary.append(
      status,
      document.createElement('br'),
      line('small', isKnown ? words.quiet : words.why),
    );
  }
  const content = [line('p', line('b', dateIn(words, day))), summary];
  if (!place(bar).startsWith('#')) {
    const all = line('a', words.all);
    all.href = place(bar);
    content.push(line('p', all));
  }
  return content;
}

/** Whole sentences for a screen reader: line breaks are pauses. */
const plainText = (content) =>
  content
    .slice(0, 2)
    .map((part) => {
      const copy = part.cloneNode(true);
      for (const end of copy.querySelectorAll('br')) end.replaceWith('. ');
      return copy.textContent
        .replace(/\s+/g, ' ')
        .replace(/([.。])\. /g, '$1 ')
        .trim();
    })
    .join(': ');

async function show(bar, wanted, isPinned) {
  const mine = { bar, at: wanted, isPinned };
  open = mine;
  const record = await recordOf(bar).catch(() => null);
  if (open !== mine) return;
  if (!record) return close();
  mine.at = Math.max(0, Math.min(wanted, lastOf(bar, record.words)));
  const content = contentOf(bar, record, mine.at);
  box.replaceChildren(...content);
  if (foldOf(bar)) speaker.textContent = plainText(content);
  else {
    bar.setAttribute('aria-valuenow', `${mine.at + 1}`);
    bar.setAttribute('aria-valuetext', plainText(content));
  }
  chosen.set(bar, mine.at);
  bar.append(mark);
  const host = foldOf(bar)?.parentElement ?? bar;
  if (box.previousElementSibling !== host) {
    box.remove();
    host.after(box);
  }
  if (!box.matches(':popover-open')) box.showPopover?.();
  settle(bar, mine.at);
}

/** Above the day, or below it where there is no room, and never beyond the screen. */
function settle(bar, at) {
  const { left, top, bottom, width } = bar.getBoundingClientRect();
  const { count } = spanOf(bar);
  const day = width / count;
  const from = left + (isMirrored() ? count - 1 - at : at) * day;
  mark.style.left = `${from - left - 3}px`;
  mark.style.width = `${day + 6}px`;
  const { width: wide, height: high } = box.getBoundingClientRect();
  const across = Math.min(
    from + day / 2 - wide / 2,
    document.documentElement.clientWidth - wide - 8,
  );
  box.style.left = `${Math.max(8, across)}px`;
  box.style.top = `${top - high - GAP >= 0 ? top - high - GAP : bottom + GAP}px`;
}

const isMirrored = () => document.documentElement.dir === 'rtl';

function close() {
  clearTimeout(waiting);
  open = null;
  mark.remove();
  box.remove();
  speaker.textContent = '';
}

/** The bars become sliders, now and after each update of the open page. */
function prepare() {
  for (const bar of document.querySelectorAll(`a${BARS}[href]`)) {
    const row = bar.closest('li, .member, main');
    const name = row?.querySelector('h1, h2, h3, .name a')?.textContent ?? '';
    const attributes = {
      role: 'slider',
      tabindex: '0',
      'aria-label': `${name}: ${bar.textContent.trim()}`,
      'aria-valuemin': '1',
      'aria-valuemax': `${spanOf(bar).count}`,
      'aria-valuenow': `${chosenIn(bar) + 1}`,
    };
    for (const [key, value] of Object.entries(attributes)) bar.setAttribute(key, value);
    bar.dataset.href = bar.getAttribute('href');
    bar.removeAttribute('href');
  }
  for (const line of document.querySelectorAll('summary.days'))
    line.setAttribute('aria-keyshortcuts', 'ArrowLeft ArrowRight');
}

const barOf = (event) => event.target.closest?.(BARS);
/** With the keyboard one comes to the line of a group, not to its bar. */
const focusedBar = ({ target }) =>
  target.matches?.('summary.days') ? target.querySelector(BARS) : target.closest?.('a.days');

function pointedAt(bar, { clientX }) {
  const { left, width } = bar.getBoundingClientRect();
  const { count } = spanOf(bar);
  const at = Math.min(count - 1, Math.max(0, Math.floor(((clientX - left) / width) * count)));
  return isMirrored() ? count - 1 - at : at;
}

function point(event) {
  const bar = barOf(event);
  if (!bar || (open?.isPinned && open.bar === bar && event.pointerType !== 'touch')) return;
  const at = pointedAt(bar, event);
  if (open?.bar === bar && open.at === at) return clearTimeout(waiting);
  clearTimeout(waiting);
  waiting = setTimeout(
    () => void show(bar, at, event.pointerType === 'touch'),
    open ? 0 : HOVER_DELAY,
  );
}

function onClick(event) {
  const bar = barOf(event);
  if (bar) {
    event.preventDefault();
    clearTimeout(waiting);
    (foldOf(bar) ?? bar).focus({ preventScroll: true });
    void show(bar, pointedAt(bar, event), true);
  } else if (open && !box.contains(event.target)) close();
}

function type(event) {
  if (event.key === 'Escape' && open) {
    const { bar } = open;
    const isWithin = box.contains(document.activeElement);
    close();
    dismissed = isWithin ? bar : null;
    if (isWithin) (foldOf(bar) ?? bar).focus();
    return;
  }
  const bar = focusedBar(event);
  if (!bar || event.altKey || event.ctrlKey || event.metaKey) return;
  const isFold = foldOf(bar) !== null;
  const link = box.querySelector('a');
  if (isFold && event.key === 'Tab' && !event.shiftKey && open?.bar === bar && link) {
    event.preventDefault();
    return link.focus();
  }
  if (isFold && !/^Arrow(Left|Right)$/.test(event.key)) return;
  const { count } = spanOf(bar);
  const now = open?.bar === bar ? open.at : chosenIn(bar);
  const isReversed = isMirrored() && /Left|Right/.test(event.key);
  const step = (steps[event.key] ?? 0) * (isReversed ? -1 : 1);
  const at =
    { Home: 0, End: count - 1, Enter: now, ' ': now }[event.key] ?? (step ? now + step : null);
  if (at === null) return;
  event.preventDefault();
  void show(bar, Math.max(0, Math.min(at, count - 1)), true);
}

function focus(event) {
  const bar = barOf(event);
  if (bar && dismissed === bar) dismissed = null;
  else if (bar && open?.bar !== bar && bar.matches('a:focus-visible'))
    void show(bar, chosenIn(bar), true);
}

function leave(event) {
  if (!open || open.isPinned) return clearTimeout(waiting);
  const next = event.relatedTarget;
  if (!barOf(event) && !box.contains(event.target)) return;
  if (next instanceof Node && (open.bar.contains(next) || box.contains(next))) return;
  clearTimeout(waiting);
  waiting = setTimeout(close, LEAVE_DELAY);
}

/** An update of the open page restores the links, and may change the days. */
function renew() {
  pages.clear();
  prepare();
  if (!open) return;
  const { bar, at, isPinned } = open;
  if (bar.isConnected) void show(bar, at, isPinned);
  else close();
}

prepare();
document.addEventListener('pointermove', point);
document.addEventListener('pointerout', leave);
document.addEventListener('keydown', type);
document.addEventListener('click', onClick);
document.addEventListener('focusout', ({ relatedTarget: next }) => {
  if (!open || !(next instanceof Node) || box.contains(next)) return;
  if (!(foldOf(open.bar) ?? open.bar).contains(next)) close();
});
box.addEventListener('pointerenter', () => clearTimeout(waiting));
addEventListener('scroll', () => open && settle(open.bar, open.at), { passive: true });
addEventListener('resize', () => open && settle(open.bar, open.at));
addEventListener('updated', renew);

/** Answers what asked for this file. */
export function answer(event) {
  const bar = barOf(event);
  // The Enter key before the bars were sliders: it has no place on the screen.
  if (event.type === 'click' && bar && !event.detail) return void show(bar, chosenIn(bar), true);
  if (event.type === 'click') return onClick(event);
  if (event.type === 'focusin') focus(event);
  else point(event);
}
