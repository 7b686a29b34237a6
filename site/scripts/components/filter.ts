/**
 * Filters a list, such as components by their words and those of their group. A row has its words in `data-find`; a
 * `data-branch` is shown while it has a row to show, and opened while the list is filtered.
 */
const PAUSE = 120;

const folded = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase();

for (const list of document.querySelectorAll<HTMLElement>('[data-filtered]')) {
  const field = list.querySelector<HTMLInputElement>('[data-filter]');
  const nothing = list.querySelector<HTMLElement>('[data-nothing]');
  if (field && nothing) start(list, field, nothing);
}

function start(list: HTMLElement, field: HTMLInputElement, nothing: HTMLElement): void {
  const opened = new Set<HTMLDetailsElement>();
  const all = (selector: string) => list.querySelectorAll<HTMLElement>(selector);

  const show = (): void => {
    const words = folded(field.value).split(/\s+/).filter(Boolean);
    const isFound = (one: HTMLElement) => {
      const text = folded(one.dataset.find ?? '');
      return words.every((word) => text.includes(word));
    };
    for (const row of all('[data-find]')) row.hidden = !isFound(row);
    for (const branch of all('[data-branch]')) {
      const isOwn = branch.dataset.branch !== '' && words.length > 0 && isNamed(branch, words);
      branch.hidden = !isOwn && !branch.querySelector('[data-find]:not([hidden])');
      openWhile(branch, words.length > 0);
    }
    const found = list.querySelectorAll('[data-find]:not([hidden])').length;
    nothing.hidden = words.length === 0;
    const { one, many } = nothing.dataset;
    nothing.textContent =
      found === 0 ? `No ${many} match.` : found === 1 ? `1 ${one}` : `${found} ${many}`;
  };
  const isNamed = (branch: HTMLElement, words: string[]) =>
    words.every((word) => folded(branch.dataset.branch ?? '').includes(word));

  /** What the filter opened it closes again. */
  const openWhile = (branch: HTMLElement, isFiltered: boolean): void => {
    const part = branch instanceof HTMLDetailsElement ? branch : branch.querySelector('details');
    if (!part) return;
    if (isFiltered && !part.open) opened.add(part);
    if (isFiltered) part.open = true;
    else if (opened.delete(part)) part.open = false;
  };

  let waiting: ReturnType<typeof setTimeout> | undefined;
  field.hidden = false;
  field.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, PAUSE);
  });
  // Enter filters; it must not send the form around the list.
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    show();
  });
}

export {};
