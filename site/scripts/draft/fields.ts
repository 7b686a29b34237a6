/** Puts changes by others into the fields; false if somebody has typed into one since. */
export function put(
  form: HTMLFormElement,
  changed: Record<string, string | string[]>,
  sent: FormData,
): boolean {
  let whole = true;
  let some = false;
  const now = new FormData(form);
  for (const [name, value] of Object.entries(changed)) {
    if (String(now.getAll(name)) !== String(sent.getAll(name))) {
      whole = false;
      continue;
    }
    const wanted = [value].flat();
    for (const field of form.elements) {
      if (!('name' in field) || field.name !== name) continue;
      if (field instanceof HTMLInputElement && /^(checkbox|radio)$/.test(field.type))
        field.checked = wanted.includes(field.value);
      else if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement)
        field.value = wanted[0] ?? '';
      else if (field instanceof HTMLTextAreaElement) setText(field, wanted[0] ?? '');
      some = true;
    }
  }
  // Updates what depends on the answers: text, findings and preview.
  if (some) form.dispatchEvent(new Event('input', { bubbles: true }));
  return whole;
}

/** Keeps the caret in place. */
function setText(field: HTMLTextAreaElement, value: string): void {
  const { selectionStart, selectionEnd } = field;
  field.value = value;
  if (document.activeElement === field) field.setSelectionRange(selectionStart, selectionEnd);
}
