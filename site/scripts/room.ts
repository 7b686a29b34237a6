/**
 * Keeps the room in place: its forms are sent without leaving the page, tabs and shortcuts work at
 * once, and what others write appears. Without this script every form and link works by itself.
 */
export {};

const EVERY = 20_000;

const room = document.querySelector<HTMLElement>('.room-page');
const dock = document.querySelector<HTMLDetailsElement>('[data-dock]');

/** Shows a part of the room on a phone. */
function show(tab: string): void {
  if (!room) return;
  room.dataset.tab = tab;
  for (const link of document.querySelectorAll<HTMLElement>('[data-tab-of]'))
    if (link.dataset.tabOf === tab) link.setAttribute('aria-current', 'true');
    else link.removeAttribute('aria-current');
  const here = new URL(location.href);
  here.searchParams.set('tab', tab);
  history.replaceState(history.state, '', here);
}

document.addEventListener('click', (event) => {
  const link =
    event.target instanceof Element && event.target.closest<HTMLElement>('[data-tab-of]');
  if (!link || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  show(link.dataset.tabOf ?? 'timeline');
});

/** “/” writes to the timeline, “u” an update, unless somebody is typing. */
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) {
    if (event.key === 'Enter') publishByKey(event);
    return;
  }
  const isNote = event.key === '/';
  // After an entry the focus stays in its field, where people press “/” again.
  const isAgain =
    isNote && event.target instanceof HTMLInputElement && event.target.matches('[data-line]');
  if (isAgain && event.target.value === '') event.preventDefault();
  if (event.target instanceof Element && event.target.closest('input, textarea, select')) return;
  if (!isNote && event.key !== 'u') return;
  const field = document.querySelector<HTMLElement>(isNote ? '[data-line]' : '#public');
  if (!field) return;
  event.preventDefault();
  show(isNote ? 'timeline' : 'update');
  if (!isNote && dock) dock.open = true;
  field.focus();
});

function publishByKey(event: KeyboardEvent): void {
  const { target } = event;
  if (!(target instanceof HTMLTextAreaElement) || target.form?.id !== 'dock-form') return;
  event.preventDefault();
  target.form.querySelector<HTMLButtonElement>('.btn.main')?.click();
}

/** Replaces panels by what the server drew, except where somebody is typing or has typed. */
function redraw(html: string, sent?: HTMLFormElement): void {
  const fresh = new DOMParser().parseFromString(html, 'text/html');
  for (const panel of document.querySelectorAll<HTMLElement>('[data-panel]')) {
    const drawn = fresh.getElementById(panel.id);
    const isSent = sent !== undefined && panel.contains(sent);
    if (!drawn || (!isSent && isInUse(panel))) continue;
    if (panel instanceof HTMLDetailsElement) drawn.toggleAttribute('open', panel.open);
    const focused = isSent && document.activeElement?.id;
    panel.replaceWith(drawn);
    if (focused) document.getElementById(focused)?.focus();
  }
}

const isInUse = (panel: HTMLElement): boolean =>
  panel.contains(document.activeElement) ||
  panel.querySelector('[data-menu][open]') !== null ||
  [...panel.querySelectorAll<HTMLInputElement>('input:not([type=hidden]), textarea')].some(
    (field) => field.value !== field.defaultValue || field.checked !== field.defaultChecked,
  );

async function send(form: HTMLFormElement, body: FormData): Promise<void> {
  const answer = await fetch(form.getAttribute('action') ?? '', { method: 'POST', body }).catch(
    () => null,
  );
  const html = await answer?.text().catch(() => '');
  if (!answer || !html || answer.status >= 500 || !html.includes('room-page')) {
    form.submit(); // lets the browser say what is wrong; nothing typed is lost
    return;
  }
  redraw(html, form);
}

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.dataset.room === undefined) return;
  event.preventDefault();
  void send(form, new FormData(form, event.submitter));
});

/** An answer is saved when one leaves its field. */
document.addEventListener('change', (event) => {
  const field = event.target;
  if (!(field instanceof HTMLInputElement)) return;
  const { form } = field;
  if (form?.dataset.autosave === undefined) return;
  const body = new FormData();
  body.set(field.name, field.value);
  void save(form, field, body);
});

async function save(form: HTMLFormElement, field: HTMLInputElement, body: FormData): Promise<void> {
  const answer = await fetch(form.getAttribute('action') ?? '', { method: 'POST', body }).catch(
    () => null,
  );
  if (!answer?.ok) {
    form.requestSubmit(); // shows why
    return;
  }
  field.defaultValue = field.value;
  const was = form.elements.namedItem(`was.${field.name}`);
  if (was instanceof HTMLInputElement) was.defaultValue = field.value;
  redraw(await answer.text());
}

/** What others wrote since, while the page is in sight. */
async function refresh(): Promise<void> {
  if (document.hidden) return;
  const here = new URL(location.href);
  here.searchParams.delete('done');
  here.searchParams.delete('draft');
  const answer = await fetch(here).catch(() => null);
  if (answer?.ok) redraw(await answer.text());
}
if (room?.dataset.liveRoom !== undefined) setInterval(() => void refresh(), EVERY);

/** The form opens once its update is due. */
const due = Number(dock?.dataset.due) - Date.now();
if (dock && due > 0 && due < 2 ** 31) setTimeout(() => (dock.open = true), due);
