/**
 * A list of components with a box each: search, whole groups, and arrow keys. Without this script
 * the box of a group has the ids of its members as its value. Pages have it inline, and the dialog
 * for signing up loads it.
 */
export function startPickLists(root: ParentNode): void {
  for (const list of root.querySelectorAll<HTMLElement>('[data-pick-list]')) {
    if (list.dataset.pickList === 'members') startGroups(list);
    startArrows(list);
    startSearch(list);
  }
}

/** The box of a group ticks its members, and shows whether they are ticked. */
function startGroups(list: HTMLElement): void {
  const groups = [...list.querySelectorAll('.pick-group')].flatMap((group) => {
    const whole = group.querySelector('input'); // the first box of each group
    const members = [...group.querySelectorAll<HTMLInputElement>('.pick:not(.whole) input')];
    return whole ? [{ whole, members, part: group.querySelector('details') }] : [];
  });
  const refresh = () => {
    for (const { whole, members } of groups) {
      whole.checked = members.every((one) => one.checked);
      whole.indeterminate = !whole.checked && members.some((one) => one.checked);
    }
  };
  for (const { whole } of groups) whole.removeAttribute('name');
  list.addEventListener('change', ({ target }) => {
    const group = groups.find(({ whole }) => whole === target);
    for (const box of group?.members ?? []) box.checked = group?.whole.checked ?? false;
    if (group?.part && group.whole.checked) group.part.open = true;
    refresh();
  });
  list.addEventListener('refresh', refresh);
  refresh();
}

function startArrows(list: HTMLElement): void {
  list.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    const boxes = [...list.querySelectorAll('input')];
    const shown = boxes.filter((one) => one.offsetParent && one.type === 'checkbox');
    const here = shown.indexOf(event.target as HTMLInputElement); // -1 for the search
    event.preventDefault();
    shown[here + (event.key === 'ArrowDown' ? 1 : -1)]?.focus();
  });
}

const folded = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase();
const nameIn = (label: Element | null) => label?.querySelector('bdi')?.textContent ?? '';

/** Every word must be in the name of the component or of its group. Enter ticks the first match. */
function startSearch(list: HTMLElement): void {
  const find = list.querySelector<HTMLInputElement>('.pick-find input');
  const nothing = list.querySelector<HTMLElement>('.pick-nothing');
  if (!find || !nothing) return;
  const groups = [...list.querySelectorAll<HTMLElement>('.pick-group')];
  const rows = [...list.querySelectorAll<HTMLElement>('.pick:not(.whole)')].map((label) => ({
    label,
    name: nameIn(label),
    group: nameIn(label.closest('.pick-group')),
  }));
  const opened = new Set<Element>();
  let first: HTMLElement | undefined;

  const show = () => {
    const words = folded(find.value).split(/\s+/).filter(Boolean);
    const isIn = (text: string) => words.every((word) => folded(text).includes(word));
    for (const { label, group, name } of rows) label.hidden = !isIn(`${group} ${name}`);
    for (const group of groups) {
      const part = group.querySelector('details');
      group.hidden = !part?.querySelector('.pick:not([hidden])');
      if (words.length > 0 && part && !part.open) opened.add(part);
      if (words.length > 0 && part) part.open = true;
      else if (part && opened.delete(part)) part.open = false;
    }
    const found = rows.filter(({ label }) => !label.hidden);
    nothing.hidden = found.length > 0;
    first?.classList.remove('first');
    const best = found.find(({ name }) => isIn(name)) ?? found[0];
    first = words.length > 0 ? best?.label : undefined;
    first?.classList.add('first');
  };
  find.closest('label')?.removeAttribute('hidden');
  find.addEventListener('input', (event) => {
    event.stopPropagation(); // a form is not changed by a search in it
    show();
  });
  find.addEventListener('change', (event) => event.stopPropagation());
  find.addEventListener('focus', () => find.select());
  find.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.isComposing) return;
    event.preventDefault();
    first?.querySelector('input')?.click();
    first?.scrollIntoView({ block: 'nearest' });
    find.select();
  });
}
