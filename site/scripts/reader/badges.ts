import { badgeAddress, shieldsSnippet, snippetsOf } from './snippets.ts';

/** Shows another badge, and its code, when a component or a label is chosen. */
const form = document.querySelector<HTMLFormElement>('#badge-form');
const image = document.querySelector<HTMLImageElement>('#badge');
const select = form?.querySelector('select');
const label = form?.querySelector('input');

function show(): void {
  const option = select?.selectedOptions[0];
  if (!form || !image || !option || !label) return;
  const home = form.dataset.home ?? '';
  const choice = { componentId: option.value, label: label.value.trim() };
  const alt = option.dataset.alt ?? '';
  const badge = { ...badgeAddress({ home, ...choice }), alt };
  image.src = badgeAddress({ home: '', ...choice }).address;
  image.alt = alt;
  for (const [format, code] of snippetsOf(badge)) put(format, code);
  put('shields.io', shieldsSnippet(badge));
}

function put(format: string, text: string): void {
  const code = document.querySelector(`[data-copy="${format}"] code`);
  if (code) code.textContent = text;
}

let waiting: ReturnType<typeof setTimeout> | undefined;
form?.querySelector('button')?.remove();
form?.addEventListener('submit', (event) => event.preventDefault());
form?.addEventListener('input', () => {
  clearTimeout(waiting);
  waiting = setTimeout(show, 250); // each new label is another badge of the server
});
show(); // what the browser has restored
