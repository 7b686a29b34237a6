import type { Entry, Palette } from '../../api/routes/console/palette.ts';

/**
 * The command palette: Ctrl-K or ⌘K. Without this script the navigation has the same links. A typed
 * severity, as in “sev1 cards”, is passed on.
 */
const MAX = 8;
const dialog = document.querySelector<HTMLDialogElement>('#palette');
const opener = document.querySelector<HTMLButtonElement>('[data-palette]');
const input = dialog?.querySelector('input');
const list = dialog?.querySelector<HTMLElement>('[role=listbox]');
const status = dialog?.querySelector('p');
if (dialog && opener && input && list && status) start(dialog, opener, input, list, status);

function start(
  dialog: HTMLDialogElement,
  opener: HTMLButtonElement,
  input: HTMLInputElement,
  list: HTMLElement,
  status: HTMLElement,
): void {
  let known: Promise<Palette | null> | undefined;
  let chosen = 0;

  const open = (): void => {
    known = fetch('/admin/palette')
      .then((answer) => (answer.ok ? (answer.json() as Promise<Palette>) : null))
      .catch(() => null);
    input.value = '';
    dialog.showModal();
    void draw();
  };
  const draw = async (): Promise<void> => {
    const palette = await known;
    const found = palette ? matching(palette, input.value) : [];
    chosen = 0;
    list.replaceChildren(...found.map(option));
    if (!palette) status.textContent = 'Search isn’t available right now. Use the navigation.';
    else status.textContent = found.length === 0 ? 'No results.' : '';
    mark();
  };
  const links = (): HTMLAnchorElement[] => [...list.querySelectorAll('a')];
  const mark = (): void => {
    for (const [i, link] of links().entries()) {
      link.ariaSelected = String(i === chosen);
      if (i === chosen) link.scrollIntoView({ block: 'nearest' });
    }
    input.setAttribute('aria-activedescendant', links().length > 0 ? `palette-${chosen}` : '');
  };
  const step = (by: number): void => {
    const { length } = links();
    chosen = length === 0 ? 0 : (chosen + by + length) % length;
    mark();
  };

  opener.hidden = false;
  opener.addEventListener('click', open);
  input.addEventListener('input', () => void draw());
  input.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown') step(1);
    else if (event.key === 'ArrowUp') step(-1);
    else if (event.key === 'Enter') void draw().then(() => links()[chosen]?.click());
    else return;
    event.preventDefault();
  });
  list.addEventListener('click', () => dialog.close());
  dialog.addEventListener('click', ({ target }) => {
    if (target === dialog) dialog.close();
  });
  document.addEventListener('keydown', (event) => {
    if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    if (!dialog.open) open();
  });
}

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
const wordsOf = (text: string): string[] =>
  plain(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);

/** Every typed word must begin a word of the entry. */
function matching({ entries, severities }: Palette, typed: string): Entry[] {
  const words = wordsOf(typed);
  const severity = severities.find((key) => words.includes(key.toLowerCase()));
  const queryWords = words.filter((word) => word !== severity?.toLowerCase());
  const fits = ({ label }: Entry) =>
    queryWords.every((word) => wordsOf(label).some((one) => one.startsWith(word)));
  return entries
    .filter((entry) => fits(entry) && (!severity || entry.severity))
    .slice(0, MAX)
    .map((entry) =>
      severity
        ? {
            ...entry,
            about: `New ${severity} incident`,
            href: `${entry.href}&severity=${severity}`,
          }
        : entry,
    );
}

function option({ label, about, href }: Entry, i: number): HTMLAnchorElement {
  const link = Object.assign(document.createElement('a'), {
    href,
    textContent: label,
    id: `palette-${i}`,
    role: 'option',
    tabIndex: -1,
  });
  link.append(Object.assign(document.createElement('small'), { textContent: about }));
  return link;
}
