/**
 * Checks the form while somebody types, and puts a composed text into the message on request.
 * Without this script the buttons ask the server.
 */
const PAUSE = 300;

for (const pair of document.querySelectorAll('[data-duration]')) startDuration(pair);
for (const form of document.querySelectorAll<HTMLFormElement>('form[data-compose]')) {
  startCadence(form);
  start(form);
}

function start(form: HTMLFormElement): void {
  const text = form.elements.namedItem('body') as HTMLTextAreaElement; // part of the form
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let newest = 0;

  const ask = async (inserts: boolean): Promise<void> => {
    const request = ++newest;
    const data = new FormData(form);
    data.set('do', inserts ? 'compose' : 'check');
    const answer = await fetch(form.dataset.compose ?? '', {
      method: 'POST',
      body: data,
    }).catch(() => null);
    if (!answer?.ok || request !== newest) return;
    const { texts, html } = (await answer.json()) as {
      texts: Record<string, string>;
      html: string;
    };
    for (const [name, fresh] of Object.entries(texts)) {
      const field = form.elements.namedItem(name);
      if (field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement)
        field.value = fresh;
    }
    document.dispatchEvent(new CustomEvent('redraw', { detail: html })); // see draft.ts
    if (inserts) {
      text.focus();
      form.dispatchEvent(new Event('change')); // saved like anything typed
    }
    previewAgain();
  };

  form.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => void ask(false), PAUSE);
  });
  form.querySelector('[data-compose-again]')?.addEventListener('click', (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    void ask(true);
  });
  document.addEventListener('click', (event) => {
    const { target } = event;
    const button = target instanceof Element && target.closest<HTMLButtonElement>('[data-dismiss]');
    const dismissed = form.elements.namedItem('dismissed');
    if (!button || button.form !== form || !(dismissed instanceof HTMLInputElement)) return;
    event.preventDefault();
    const key = button.value.replace('dismiss:', '');
    dismissed.value = key && `${dismissed.value} ${key}`.trim();
    text.focus(); // the button goes away
    form.dispatchEvent(new Event('change')); // saved like anything typed
    void ask(false);
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    const { target } = event;
    if (!(target instanceof HTMLElement) || !('form' in target) || target.form !== form) return;
    event.preventDefault();
    document.querySelector<HTMLButtonElement>('.go .btn.main')?.click();
  });
}

/** The number in the bar leads to the findings, which are folded while somebody types. */
document.addEventListener('click', ({ target }) => {
  if (!(target instanceof Element) || !target.closest('a[href="#check"]')) return;
  const findings = document.querySelector<HTMLDetailsElement>('details#findings');
  if (findings) findings.open = true;
});

/** “Go to message” marks the words in the text. */
document.addEventListener('click', (event) => {
  const link =
    event.target instanceof Element && event.target.closest<HTMLAnchorElement>('a[data-to]');
  const place = link && (document.getElementById(link.hash.slice(1)) as HTMLInputElement | null);
  if (!place) return;
  event.preventDefault();
  place.dispatchEvent(new Event('unfold'));
  place.focus();
  place.setSelectionRange(Number(link.dataset.from), Number(link.dataset.to));
});

/** Minutes are asked for only with “Other…”; hidden values do not count. */
function startDuration(pair: Element): void {
  const select = pair.querySelector('select');
  const minutes = pair.querySelector('input');
  const question = minutes?.closest<HTMLElement>('.field');
  if (!select || !minutes || !question) return;
  const show = (): void => {
    question.hidden = select.value !== 'other';
    if (question.hidden) minutes.value = '';
  };
  select.addEventListener('change', show);
  show();
}

/** A severity sets the default promise, which can be changed. */
function startCadence(form: HTMLFormElement): void {
  const severity = form.querySelector<HTMLSelectElement>('select[data-cadence]');
  const promise = form.querySelector<HTMLSelectElement>('select[name="f.next_update"]');
  const other = form.querySelector<HTMLInputElement>('[name="f.next_update.other"]');
  severity?.addEventListener('change', () => {
    const cadences = JSON.parse(severity.dataset.cadence ?? '{}') as Record<string, number | ''>;
    const minutes = String(cadences[severity.value] ?? '');
    if (!minutes || !promise) return;
    const listed = [...promise.options].some(({ value }) => value === minutes);
    promise.value = listed ? minutes : 'other';
    promise.dispatchEvent(new Event('change', { bubbles: true }));
    if (other) other.value = listed ? '' : minutes;
  });
}

/** The last opened preview follows the form. Where there is room for it beside the form, it is open. */
const preview = document.querySelector<HTMLDetailsElement>('.aside-layout details.preview');
const views = [...document.querySelectorAll<HTMLButtonElement>('[data-preview]')];
const empty = document.querySelector<HTMLElement>('[data-preview-empty]');
let view: HTMLButtonElement | undefined;
for (const button of views)
  button.addEventListener('click', () => {
    view = button;
    freshFrame();
    if (empty) empty.hidden = true;
    for (const other of views) other.setAttribute('aria-pressed', String(other === button));
  });
if (preview) {
  preview.addEventListener('toggle', previewAgain);
  preview.open = matchMedia('(min-width: 1100px)').matches;
  previewAgain(); // a text from a template is there already
}

function previewAgain(): void {
  const text = document.querySelector<HTMLTextAreaElement>('#update-form [name="body"]');
  if (preview?.open && text?.value.trim()) (view ?? views[0])?.click();
}

/** A new frame each time, so that “Back” leaves the form instead of going through old previews. */
function freshFrame(): void {
  const frame = document.querySelector<HTMLIFrameElement>('iframe[name="preview"]');
  frame?.replaceWith(frame.cloneNode());
}
