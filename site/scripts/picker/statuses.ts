import { drawChips, grouped } from './chips.ts';
import { type PickRow, pickRowsIn, startPanel } from './rows.ts';

type Field = PickRow & { field: HTMLInputElement };

/**
 * The components of an update: chips behind one select for each status, and a list in which several
 * are ticked to get one status. Drafts keep and merge the hidden fields, `c.ID`.
 */
export function startStatuses(picker: HTMLElement): void {
  const form = picker.closest('form');
  const panel = picker.querySelector<HTMLDetailsElement>('.picker-add');
  const offered = picker.querySelector<HTMLSelectElement>('[name=pickStatus]');
  const done = picker.querySelector<HTMLButtonElement>('[data-done]');
  if (!form || !panel || !offered || !done) return;
  const part = (name: string) => picker.querySelector<HTMLElement>(`[data-${name}]`);
  const [count, added, none, same] = ['count', 'added', 'none', 'same'].map(part);
  const affected = new Set(picker.dataset.affected?.split(' '));
  const last = JSON.parse(picker.dataset.last ?? '{}') as Record<string, string>;
  const asksForSome = none?.dataset.none === 'warn';
  const rows = withFields(picker);
  const words = new Map([...offered.options].map(({ value, text }) => [value, text]));
  /** Ticked components, with the status that each had before. */
  const picked = new Map<Field, string>();
  const of = (n: number) => `${n} ${n === 1 ? 'component' : 'components'}`;

  const put = (row: Field, status: string) => {
    row.field.value = status;
    row.field.disabled = status === '';
    if (row.now) row.now.textContent = words.get(status) ?? '';
  };
  const change = (some: readonly Field[], status: (row: Field) => string) => {
    for (const row of some) put(row, status(row));
    draw();
    form.dispatchEvent(new Event('input', { bubbles: true })); // drafts, text and preview follow
  };

  const draw = () => {
    for (const row of rows) put(row, row.field.value);
    for (const set of picker.querySelectorAll<HTMLElement>('.set')) drawSet(set);
    if (none) none.hidden = !asksForSome || rows.some(({ field }) => field.value);
    if (same)
      same.hidden = !picker.dataset.last || rows.every((r) => r.field.value === (last[r.id] ?? ''));
  };
  const drawSet = (set: HTMLElement) => {
    const status = set.dataset.status ?? '';
    const chosen = rows.filter(({ field }) => field.value === status);
    set.hidden = chosen.length === 0;
    const select = set.querySelector('select') ?? withSelect(set);
    select.value = status;
    select.setAttribute('aria-label', `Status of ${of(chosen.length)}`);
    const list = set.querySelector<HTMLElement>('.chips');
    if (!list) return;
    const chips = grouped(chosen).map(({ text, of }) => ({ text, of, action: actionOf(text, of) }));
    const remove = (of: Field[]) => change(of, ({ id }) => (affected.has(id) ? 'operational' : ''));
    drawChips(list, chips, remove, panel.querySelector('summary'));
  };
  const actionOf = (text: string, of: readonly Field[]) => {
    if (!of.every(({ id }) => affected.has(id))) return `Remove ${text}`;
    return of[0]?.field.value === 'operational' ? null : `Set ${text} to operational`;
  };
  /** Gives all components behind it another status. */
  const withSelect = (set: HTMLElement) => {
    const select = document.createElement('select');
    select.append(...[...words].map(([value, text]) => new Option(text, value)));
    set.querySelector('p span')?.replaceWith(select);
    select.addEventListener('input', () => {
      const here = rows.filter(({ field }) => field.value === set.dataset.status);
      const { value } = select;
      change(here, () => value);
      picker.querySelector<HTMLElement>(`[data-status=${value}] select`)?.focus();
    });
    return select;
  };

  /** What is ticked gets its status at once, so that nothing is lost where “Add” is not pressed. */
  const pick = () => {
    for (const row of rows) {
      const before = picked.get(row);
      if (row.box.checked && before === undefined) {
        picked.set(row, row.field.value);
        put(row, offered.value);
      } else if (!row.box.checked && before !== undefined) {
        picked.delete(row);
        put(row, before);
      }
    }
    announce();
  };
  const announce = () => {
    if (count) count.textContent = picked.size > 0 ? `${picked.size} selected. ` : '';
    done.textContent = picked.size > 0 ? `Add ${of(picked.size)}` : 'Close';
  };
  const settle = () => {
    if (added && picked.size > 0)
      added.textContent = `${of(picked.size)}: ${words.get(offered.value)}`;
    for (const row of picked.keys()) row.box.checked = false;
    picked.clear();
    panel.querySelector('[data-pick-list]')?.dispatchEvent(new Event('refresh'));
    draw();
    announce();
  };

  offered.removeAttribute('name');
  done.type = 'button';
  done.addEventListener('click', startPanel(panel, settle));
  panel.addEventListener('change', ({ target }) => target !== offered && pick());
  offered.addEventListener('input', (event) => {
    if (picked.size === 0) event.stopPropagation(); // nothing of the form was changed
    for (const row of picked.keys()) put(row, offered.value);
  });
  same?.addEventListener('click', () => change(rows, ({ id }) => last[id] ?? ''));
  form.addEventListener('input', ({ target }) => target === form && draw()); // somebody else’s change
  pick();
  draw();
}

/** Each row with its hidden field, which takes the place of what was drawn without the script. */
function withFields(picker: HTMLElement): Field[] {
  const drawn = [...picker.querySelectorAll<HTMLInputElement>('.chips input')];
  const values = new Map(
    drawn.flatMap((one) => (one.type === 'hidden' || one.checked ? [[one.name, one.value]] : [])),
  );
  for (const one of drawn) one.remove();
  return pickRowsIn(picker).map((row) => {
    const field = document.createElement('input');
    const value = values.get(`c.${row.id}`) ?? '';
    Object.assign(field, { type: 'hidden', name: `c.${row.id}`, value, disabled: value === '' });
    row.box.removeAttribute('name');
    picker.append(field);
    return { ...row, field };
  });
}
