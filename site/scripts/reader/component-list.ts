/** The list of components on the front page: a filter, and one button that opens every group. */
const filter = document.querySelector<HTMLInputElement>('#filter');
const expand = document.querySelector<HTMLButtonElement>('#expand');
const nothing = document.querySelector<HTMLElement>('#nothing');
const groups = () => [...document.querySelectorAll<HTMLDetailsElement>('.component-group')];
const opened = new Set<HTMLDetailsElement>();

const folded = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase();

/** Every word must be in the name of the component or of its group. */
function show(): void {
  const words = folded(filter?.value ?? '')
    .split(/\s+/)
    .filter(Boolean);
  const isFound = (text: string) => words.every((word) => folded(text).includes(word));
  let found = 0;
  for (const line of document.querySelectorAll<HTMLElement>('.list li')) {
    const group = line.closest('.component-group')?.querySelector('h3')?.textContent ?? '';
    line.hidden = !isFound(`${group} ${line.querySelector('.name a')?.textContent}`);
    if (!line.hidden) found++;
  }
  for (const group of groups()) {
    group.hidden = !group.querySelector('li:not([hidden])');
    for (const part of withParts(group)) openWhile(part, words.length > 0);
  }
  if (nothing) nothing.hidden = found > 0;
}

/** What the filter opened it closes again. */
function openWhile(part: HTMLDetailsElement, isFiltered: boolean): void {
  if (isFiltered && !part.open) opened.add(part);
  if (isFiltered) part.open = true;
  else if (opened.delete(part)) part.open = false;
}

const withParts = (group: HTMLDetailsElement) => [
  group,
  ...group.querySelectorAll<HTMLDetailsElement>('.rest'),
];

function toggleAll(): void {
  const open = groups().some((group) => !group.open);
  for (const part of groups().flatMap(withParts)) part.open = open;
  nameButton();
}

/** The button names what a press would do now. */
function nameButton(): void {
  if (!expand) return;
  const isOpen = groups().every((group) => group.open);
  const isNamedOpen = expand.dataset.open !== undefined;
  if (isOpen === isNamedOpen) return;
  const other = expand.dataset.other ?? '';
  expand.dataset.other = expand.textContent ?? '';
  expand.textContent = other;
  if (isOpen) expand.dataset.open = '';
  else delete expand.dataset.open;
}

filter?.addEventListener('input', show);
// An update of the open page shows every line again.
addEventListener('updated', show);
expand?.addEventListener('click', toggleAll);
document.querySelector('.list')?.addEventListener('toggle', nameButton, true);
nameButton();
