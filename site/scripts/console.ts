/**
 * Composes the text while its questions are answered. A text that was edited by hand is left
 * alone until “Compose again” is pressed. Without this script the button asks the server.
 */
const PAUSE = 300;

for (const pair of document.querySelectorAll('[data-duration]')) startDuration(pair);
for (const form of document.querySelectorAll<HTMLFormElement>('form[data-compose]')) start(form);

function start(form: HTMLFormElement): void {
  const text = form.elements.namedItem('body') as HTMLTextAreaElement; // drawn with the form
  const composed = form.elements.namedItem('composed') as HTMLInputElement; // drawn with the form
  const again = form.querySelector<HTMLButtonElement>('[data-compose-again]');
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let newest = 0;

  const byHand = (): boolean => text.value.trim() !== composed.value.trim();
  const offer = (): void => {
    if (!again) return;
    again.hidden = !byHand();
    again.textContent = 'Compose again';
  };

  const compose = async (force: boolean): Promise<void> => {
    const turn = ++newest;
    const answer = await fetch(form.dataset.compose ?? '', {
      method: 'POST',
      body: new FormData(form),
    }).catch(() => null);
    if (!answer?.ok || turn !== newest) return;
    const { text: fresh } = (await answer.json()) as { text: string };
    if (force || !byHand()) {
      text.value = fresh;
      composed.value = fresh;
    }
    offer();
  };

  let typedSomething = form.dataset.kept !== undefined;
  form.addEventListener('input', (event) => {
    typedSomething = true;
    if (event.target === text) return offer();
    clearTimeout(waiting);
    waiting = setTimeout(() => void compose(false), PAUSE);
  });
  again?.addEventListener('click', (event) => {
    event.preventDefault();
    void compose(true);
  });
  for (const link of document.querySelectorAll<HTMLAnchorElement>('[data-state], [data-template]'))
    link.addEventListener('click', (event) => {
      if (!typedSomething) return;
      event.preventDefault();
      switchTo(form, link.dataset, byHand());
    });
  if (!text.value) void compose(false);
  offer();
}

/** What was typed goes along into the form of another state or template. */
function switchTo(form: HTMLFormElement, to: DOMStringMap, keepText: boolean): void {
  const set = (name: string, value: string): void => {
    const input = form.elements.namedItem(name) as HTMLInputElement; // drawn with the form
    input.value = value;
  };
  if (to.state) set('state', to.state);
  set('template', to.template ?? '');
  if (!keepText) {
    set('body', '');
    set('composed', '');
  }
  const how = Object.assign(document.createElement('input'), { type: 'hidden', name: 'do' });
  how.value = 'switch';
  form.append(how);
  form.submit();
}

/** The minutes are asked for only when “Other…” is chosen; what is not seen does not count. */
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
