// @ts-check
/**
 * <script type="module" src="https://status.example.com/embed/status.js"></script>
 * <allclear-status></allclear-status>
 *
 * What the status page says now: headline, open incidents, the promised next update. Asks once a
 * minute, and nobody but the status page; shows nothing while the page cannot be reached.
 * `src` names another status page than the one this file came from; `data-lang` a language, else it is
 * that of the text around.
 */
const MINUTE = 60_000;
/** What nobody could confirm for this long is taken away: no news must not look like good news. */
const TOO_OLD = 3 * MINUTE;

/** In light and dark. @type {Record<string, [string, string]>} */
const colors = {
  paper: ['#fff', '#161a20'],
  ink: ['#16191d', '#eceff3'],
  dim: ['#59616b', '#9aa4b1'],
  line: ['#e3e6ea', '#2a303a'],
  operational: ['#1a7f37', '#46c365'],
  under_maintenance: ['#0a64c4', '#6cb0ff'],
  degraded_performance: ['#8a6100', '#e0b13d'],
  partial_outage: ['#b34700', '#ff9a55'],
  major_outage: ['#c41e2b', '#ff8087'],
};
/** @param {(light: string, dark: string) => string} choose */
const host = (choose) =>
  `:host { ${Object.entries(colors)
    .map(([name, pair]) => `--${name}: ${choose(...pair)};`)
    .join(' ')} }`;

/** `light-dark()` heeds the color scheme of the page around; older engines heed the system's. */
const css = `
${host((light) => light)}
@media (prefers-color-scheme: dark) { ${host((_, dark) => dark)} }
@supports (color: light-dark(#fff, #000)) { ${host((light, dark) => `light-dark(${light}, ${dark})`)} }
:host { display: block; color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
:host([hidden]), .box:empty { display: none }
.box { padding: 12px 16px; border: 1px solid var(--line); border-inline-start: 5px solid var(--tone);
  border-radius: 8px; background: var(--paper); color: var(--ink); overflow-wrap: anywhere }
${Object.keys(colors)
  .slice(4)
  .map((tone) => `.${tone} { --tone: var(--${tone}) }`)
  .join('\n')}
a { color: inherit } p, ul { margin: 0 } ul { padding: 0; list-style: none }
.head { font-weight: 600 } .mark { display: inline-block; width: 16px; height: 16px; margin-inline-end: 8px; vertical-align: -2px;
  background: var(--tone); forced-color-adjust: none }
li { margin-top: 8px } small { display: block; font-size: 14px; color: var(--dim) }
.live { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
`;

/** Safari before 16.4 cannot make a style sheet: it gets an element. @param {ShadowRoot} root */
function style(root) {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
  } catch {
    root.append(make('style', css));
  }
}

/** @param {string} name @param {string} [text] @param {string} [style] */
const make = (name, text = '', style = '') =>
  Object.assign(document.createElement(name), { textContent: text, className: style });

/** @param {string} url @param {string} text */
const link = (url, text) =>
  Object.assign(
    make('a', text),
    /^https?:/.test(url) ? { href: url, target: '_blank', rel: 'noopener' } : {},
  );

/** The reader’s own zone, named. @param {string} at @param {any} words */
function moment(at, words) {
  const then = new Date(at);
  const isToday = then.toDateString() === new Date().toDateString();
  return then.toLocaleString(words?.format ?? 'en-US', {
    ...(isToday ? {} : { day: 'numeric', month: 'short' }),
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  });
}

/** An older status page says no words. @param {any} promise @param {any} words */
const promised = (promise, words) =>
  promise &&
  put(
    promise.overdue
      ? (words?.update_overdue_since ?? 'Update overdue since {time}')
      : (words?.next_update_by ?? 'Next update by {time}'),
    moment(promise.due, words),
  );

/** @param {string} text @param {string} time */
const put = (text, time) => text.replace('{time}', () => time);

class AllclearStatus extends HTMLElement {
  static observedAttributes = ['src', 'data-lang'];
  #box = make('div');
  #live = make('p', '', 'live');
  #fetchedAt = 0;
  #timer = 0;

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    style(root);
    this.#live.setAttribute('role', 'status');
    root.append(this.#box, this.#live);
  }

  connectedCallback() {
    document.addEventListener('visibilitychange', this);
    this.#timer = window.setInterval(() => this.handleEvent(), MINUTE);
    void this.#ask();
  }

  disconnectedCallback() {
    document.removeEventListener('visibilitychange', this);
    clearInterval(this.#timer);
  }

  attributeChangedCallback() {
    this.#fetchedAt = 0;
    if (this.isConnected) void this.#ask();
  }

  handleEvent() {
    if (!document.hidden) void this.#ask();
  }

  async #ask() {
    const src = this.getAttribute('src');
    try {
      const url = new URL('/api/allclear/now.json', src || import.meta.url);
      const lang = this.dataset.lang || this.closest('[lang]')?.getAttribute('lang');
      if (lang) url.searchParams.set('lang', lang);
      const answer = await fetch(url, {
        credentials: 'omit',
        cache: 'no-cache',
        signal: AbortSignal.timeout?.(10_000) ?? null,
      });
      if (!answer.ok) throw answer;
      const now = await answer.json();
      if (src !== this.getAttribute('src')) return;
      this.#show(now);
      this.#fetchedAt = Date.now();
    } catch {
      if (Date.now() - this.#fetchedAt > TOO_OLD) this.#box.replaceChildren();
    }
  }

  /** @param {any} now */
  #show(now) {
    const box = make('div', '', 'box');
    const head = make('p', '', 'head');
    const mark = make('span', '', 'mark');
    mark.style.clipPath = `path(evenodd, '${now.icon}')`; // an older page has none
    head.append(mark, link(now.page.url, now.headline));
    const list = make('ul');
    for (const { name, url, state_words, next_update } of now.open) {
      const item = make('li');
      if (name !== now.headline) item.append(link(url, name));
      item.append(
        make('small', [state_words, promised(next_update, now.words)].filter(Boolean).join(' · ')),
      );
      list.append(item);
    }
    box.classList.add(now.tone);
    box.lang = now.words?.language ?? 'en';
    box.dir = now.words?.direction ?? 'ltr';
    box.append(head, list);
    if (now.as_of)
      box.append(
        make('small', put(now.words?.as_of ?? 'As of {time}', moment(now.as_of, now.words))),
      );
    if (this.#fetchedAt && box.textContent !== this.#box.textContent)
      this.#live.textContent = `${now.page.name}: ${now.headline}. ${[...list.children].map((item) => item.textContent).join('. ')}`;
    this.#box.replaceWith(box);
    this.#box = box;
  }
}

if (!customElements.get('allclear-status'))
  customElements.define('allclear-status', AllclearStatus);
