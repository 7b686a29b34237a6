/**
 * Composes the text while its questions are answered, and shows findings. A text edited by hand
 * stays until “Generate again” is pressed. Without this script the buttons ask the server.
 */
const PAUSE = 300;

for (const pair of document.querySelectorAll('[data-duration]')) startDuration(pair);
for (const form of document.querySelectorAll<HTMLFormElement>('form[data-compose]')) {
  startCadence(form);
  start(form);
}

function start(form: HTMLFormElement): void {
  const text = form.elements.namedItem('body') as HTMLTextAreaElement; // part of the form
  const composed = form.elements.namedItem('composed') as HTMLInputElement; // part of the form
  const again = form.querySelector<HTMLButtonElement>('[data-compose-again]');
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let newest = 0;

  const byHand = (): boolean => text.value.trim() !== composed.value.trim();
  const offer = (): void => {
    if (!again) return;
    again.hidden = !byHand();
    again.textContent = 'Generate again';
  };

  /** `body@de` follows its own answers; a text edited by hand stays. */
  const put = (name: string, fresh: string, force: boolean): void => {
    const of = form.elements.namedItem(name);
    const made = form.elements.namedItem(name.replace('body', 'composed'));
    if (!(of instanceof HTMLTextAreaElement) || !(made instanceof HTMLInputElement)) return;
    if (!force && of.value.trim() !== made.value.trim()) return;
    of.value = fresh;
    made.value = fresh;
  };

  const ask = async (force: boolean): Promise<void> => {
    const request = ++newest;
    const data = new FormData(form);
    if (force) for (const name of ['body', 'composed']) data.set(name, '');
    const answer = await fetch(form.dataset.compose ?? '', {
      method: 'POST',
      body: data,
    }).catch(() => null);
    if (!answer?.ok || request !== newest) return;
    const { texts, html } = (await answer.json()) as {
      texts: Record<string, string>;
      html: string;
    };
    for (const [name, fresh] of Object.entries(texts)) put(name, fresh, force && name === 'body');
    document.dispatchEvent(new CustomEvent('redraw', { detail: html })); // see draft.ts
    offer();
    previewAgain();
  };

  let typedSomething = form.dataset.kept !== undefined;
  form.addEventListener('input', (event) => {
    typedSomething = true;
    if (event.target === text) offer();
    clearTimeout(waiting);
    waiting = setTimeout(() => void ask(false), PAUSE);
  });
  again?.addEventListener('click', (event) => {
    event.preventDefault();
    void ask(true);
  });
  form.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    document.querySelector<HTMLButtonElement>(`button[form="${form.id}"][value=publish]`)?.click();
  });
  form.querySelector('[data-check-again]')?.remove();
  document.addEventListener('click', (event) => {
    const { target } = event;
    if (!typedSomething || !(target instanceof Element)) return;
    const link = target.closest<HTMLAnchorElement>('[data-state], [data-template]');
    if (!link) return;
    event.preventDefault();
    switchTo(form, link.dataset, byHand());
  });
  if (!text.value) void ask(false);
  offer();
}

/** “Go there” marks the words in the text. */
document.addEventListener('click', (event) => {
  const link =
    event.target instanceof Element && event.target.closest<HTMLAnchorElement>('a[data-to]');
  const place = link && (document.getElementById(link.hash.slice(1)) as HTMLInputElement | null);
  if (!place) return;
  event.preventDefault();
  place.closest('details')?.setAttribute('open', '');
  place.focus();
  place.setSelectionRange(Number(link.dataset.from), Number(link.dataset.to));
});

/** Carries the typed values over to the form of another state or template. */
function switchTo(form: HTMLFormElement, to: DOMStringMap, keepText: boolean): void {
  const set = (name: string, value: string): void => {
    const input = form.elements.namedItem(name) as HTMLInputElement; // part of the form
    input.value = value;
  };
  const isBlank = new FormData(form).get('template') === 'blank'; // exists in every state
  if (to.state) set('state', to.state);
  set('template', to.template ?? (isBlank ? 'blank' : ''));
  if (!keepText) {
    set('body', '');
    set('composed', '');
  }
  const how = Object.assign(document.createElement('input'), { type: 'hidden', name: 'do' });
  how.value = 'switch';
  form.append(how);
  form.submit();
}

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

/** The last opened preview follows the form. */
let looking: HTMLButtonElement | null = null;
for (const button of document.querySelectorAll<HTMLButtonElement>('[data-preview]'))
  button.addEventListener('click', () => {
    looking = button;
    freshFrame();
    for (const other of document.querySelectorAll('[data-preview]'))
      other.setAttribute('aria-pressed', String(other === button));
  });
document.querySelector('details.preview')?.addEventListener('toggle', ({ target }) => {
  if (!(target instanceof HTMLDetailsElement) || !target.open) return;
  (looking ?? target.querySelector<HTMLButtonElement>('[data-preview]'))?.click();
});

function previewAgain(): void {
  if (looking?.closest('details')?.open) looking.click();
}

/** A new frame each time, so that “Back” leaves the form instead of going through old previews. */
function freshFrame(): void {
  const frame = document.querySelector<HTMLIFrameElement>('iframe[name="preview"]');
  frame?.replaceWith(frame.cloneNode());
}
