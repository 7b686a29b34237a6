/** Something chosen, with a button that removes it. */
export type Chip<T> = {
  text: string;
  /** What the button does, with the text in it; null where it cannot be removed. */
  action: string | null;
  of: T[];
};

/** A group of which every component was chosen is one chip. */
export function grouped<T extends { name: string; group: string; size: number }>(
  rows: readonly T[],
): { text: string; of: T[] }[] {
  const groups = Map.groupBy(rows, ({ group }) => group);
  const isWhole = (group: string, of: readonly T[]) =>
    group !== '' && of.length > 2 && of.length === of[0]?.size;
  return [...groups].flatMap(([group, of]) =>
    isWhole(group, of)
      ? [{ text: `${group} (all ${of.length})`, of }]
      : of.map((row) => ({ text: row.name, of: [row] })),
  );
}

/** The chip after a removed one gets the focus, or else `rest`. */
export function drawChips<T>(
  list: HTMLElement,
  chips: readonly Chip<T>[],
  remove: (of: T[]) => void,
  rest: HTMLElement | null,
): void {
  const items = chips.map(({ text, action, of }) => {
    const chip = document.createElement(action ? 'button' : 'span');
    chip.textContent = text;
    if (action && chip instanceof HTMLButtonElement) {
      chip.type = 'button';
      chip.setAttribute('aria-label', action);
      chip.addEventListener('click', () => {
        const place = [...list.children].findIndex((item) => item.contains(chip));
        remove(of);
        const next = list.children[place] ?? list.children[place - 1];
        (next?.querySelector('button') ?? rest)?.focus();
      });
    }
    const item = document.createElement('li');
    item.append(chip);
    return item;
  });
  list.replaceChildren(...items);
}
