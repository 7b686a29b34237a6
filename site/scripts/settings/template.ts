/** Shows a sample while a template is edited. Without this script the button asks the server. */
const PAUSE = 300;

const form = document.querySelector<HTMLFormElement>('form[data-sample]');
let waiting: ReturnType<typeof setTimeout> | undefined;
let newest = 0;

form?.querySelector('[data-sample-again]')?.remove();
form?.addEventListener('input', () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => void show(form), PAUSE);
});

async function show(from: HTMLFormElement): Promise<void> {
  const request = ++newest;
  const body = new FormData(from);
  const answer = await fetch(from.dataset.sample ?? '', { method: 'POST', body }).catch(() => null);
  if (!answer?.ok || request !== newest) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const drawn = fresh.getElementById('sample');
  if (drawn) document.getElementById('sample')?.replaceWith(drawn);
}

export {};
