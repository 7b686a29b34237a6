/** A component in the list of a picker. */
export type PickRow = {
  id: string;
  name: string;
  /** The name of its group; empty without one. */
  group: string;
  /** How many components its group has. */
  size: number;
  box: HTMLInputElement;
  /** Says which status it gets. */
  now: HTMLElement | null;
};

const nameIn = (label: Element | null | undefined) =>
  label?.querySelector('bdi')?.textContent ?? '';

/** Names that several components have are told apart by their groups. */
export function pickRowsIn(picker: HTMLElement): PickRow[] {
  const rows = [...picker.querySelectorAll<HTMLElement>('.pick:not(.whole)')].map((label) => {
    const group = label.closest('.pick-group');
    const box = label.querySelector('input') as HTMLInputElement; // each row has one
    return {
      ...{ id: box.value, name: nameIn(label), group: nameIn(group), box },
      size: group?.querySelectorAll('.pick:not(.whole)').length ?? 0,
      now: label.querySelector('small'),
    };
  });
  const named = Map.groupBy(rows, ({ name }) => name);
  return rows.map((row) =>
    row.group && (named.get(row.name)?.length ?? 0) > 1
      ? { ...row, name: `${row.group} · ${row.name}` }
      : row,
  );
}

/** Opens the list with the focus in it, and gives the focus back when it closes. */
export function startPanel(panel: HTMLDetailsElement, closed: () => void): () => void {
  const summary = panel.querySelector('summary');
  const close = () => {
    panel.open = false;
    summary?.focus();
  };
  panel.addEventListener('toggle', ({ target }) => {
    if (target !== panel) return;
    if (!panel.open) {
      closed();
      return;
    }
    const find = panel.querySelector<HTMLInputElement>('.pick-find input');
    const isFolded = panel.querySelector('.pick-group details:not([open])') !== null;
    // The keyboard of a phone would cover a list that can be read without a search.
    if (matchMedia('(pointer: coarse)').matches && !isFolded) return;
    (find ?? panel.querySelector('input'))?.focus();
  });
  panel.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    close();
  });
  return close;
}
