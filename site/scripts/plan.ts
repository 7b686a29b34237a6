/** Shows the typed window while somebody types. The server computes it, since it knows every zone. */
const PAUSE = 300;
const buttons = document.querySelectorAll<HTMLButtonElement>('[data-preview]');
const form = buttons[0]?.form;
let waiting: ReturnType<typeof setTimeout> | undefined;
let newest = 0;

async function show(of: HTMLFormElement): Promise<void> {
  const request = ++newest;
  const body = new FormData(of);
  body.set('do', 'check');
  const answer = await fetch(of.getAttribute('action') ?? '', { method: 'POST', body }).catch(
    () => null,
  );
  if (!answer?.ok || request !== newest) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const [here, there] = [document, fresh].map((page) => page.getElementById('plan-window'));
  if (here && there) here.innerHTML = there.innerHTML;
}

if (form) {
  for (const button of buttons) button.remove(); // Enter then submits the form with its main button
  const dates = ['zone', 'scheduledFor', 'scheduledUntil', 'repeat', 'repeatUntil', 'rrule'];
  const fieldNames = [...dates, 'remind', 'remindOther'];
  form.addEventListener('input', ({ target }) => {
    const name = target instanceof HTMLElement ? target.getAttribute('name') : null;
    if (name === null || !fieldNames.includes(name)) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => void show(form), PAUSE);
  });
}

export {};
