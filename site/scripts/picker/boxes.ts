import { drawChips, grouped } from './chips.ts';
import { pickRowsIn, startPanel } from './rows.ts';

/** Components without a status: chips for what is ticked in the list. The boxes are the form’s data. */
export function startBoxes(picker: HTMLElement): void {
  const form = picker.closest('form');
  const panel = picker.querySelector<HTMLDetailsElement>('.picker-add');
  const list = picker.querySelector<HTMLElement>('.chips');
  const count = picker.querySelector<HTMLElement>('[data-count]');
  const apply = picker.querySelector<HTMLElement>('.picker-apply');
  if (!form || !panel || !list || !apply) return;
  const rows = pickRowsIn(picker);
  const wholes = [
    ...picker.querySelectorAll<HTMLInputElement>('[data-pick-list=groups] .whole input'),
  ];
  const groups = wholes.map((box) => ({
    ...{ name: `${box.labels?.[0]?.textContent.trim()} (entire group)`, group: '', size: 0, box },
  }));

  const draw = () => {
    const chosen = [...groups, ...rows].filter(({ box }) => box.checked);
    const chips = grouped(chosen).map(({ text, of }) => ({ text, of, action: `Remove ${text}` }));
    drawChips(list, chips, remove, panel.querySelector('summary'));
    announce();
  };
  const announce = () => {
    const n = [...groups, ...rows].filter(({ box }) => box.checked).length;
    if (count) count.textContent = `${n} selected`;
  };
  const remove = (of: { box: HTMLInputElement }[]) => {
    for (const { box } of of) box.checked = false;
    panel.querySelector('[data-pick-list]')?.dispatchEvent(new Event('refresh'));
    draw();
    form.dispatchEvent(new Event('input', { bubbles: true }));
  };

  const close = startPanel(panel, draw);
  apply.hidden = false;
  apply.querySelector('button')?.addEventListener('click', close);
  panel.addEventListener('change', announce);
  form.addEventListener('input', ({ target }) => {
    if (target !== form) return; // somebody else’s change
    panel.querySelector('[data-pick-list]')?.dispatchEvent(new Event('refresh'));
    draw();
  });
  draw();
}
