/** Ties the color picker to its field, and draws the samples of both themes while one types. */
import { colorIn } from '../../../api/domain/branding/accent.ts';
import { declaredIn, type Theme, themes } from '../../../api/domain/branding/properties.ts';
import { sampleProperties } from '../../../api/domain/branding/sample.ts';

const form = document.querySelector<HTMLFormElement>('#appearance');
if (form) start(form);

function start(form: HTMLFormElement): void {
  const typedIn = (name: string): string => String(new FormData(form).get(name) ?? '');
  const picker = form.querySelector<HTMLInputElement>('[data-color-for]');
  const field = form.elements.namedItem(picker?.dataset.colorFor ?? '');
  form.querySelector('[data-preview]')?.remove();

  /** Null while a value cannot be read: the samples then stay as they are. */
  const brandingNow = () => {
    const text = typedIn('accent').trim();
    const accent = text === '' ? null : colorIn(text);
    const read = themes.map((theme) => declaredIn(typedIn(theme), theme));
    if ((text !== '' && accent === null) || read.some(({ error }) => error)) return null;
    const [light = {}, dark = {}] = read.map(({ declared }) => declared);
    return { accent, theme: { light, dark } };
  };

  const draw = (): void => {
    const branding = brandingNow();
    if (!branding) return;
    for (const sample of form.querySelectorAll<HTMLElement>('[data-theme]')) {
      const properties = sampleProperties(branding, sample.dataset.theme as Theme); // ThemeSamples wrote it
      for (const [name, value] of Object.entries(properties)) sample.style.setProperty(name, value);
    }
  };

  if (picker && field instanceof HTMLInputElement) {
    picker.hidden = false;
    picker.addEventListener('input', () => {
      field.value = picker.value;
      field.dispatchEvent(new Event('input', { bubbles: true }));
    });
    field.addEventListener('input', () => {
      picker.value = colorIn(field.value) ?? picker.value;
    });
  }
  form.addEventListener('input', draw);
}
