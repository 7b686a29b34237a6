/**
 * A page that comes back from the browser’s cache, by the Back button, shows what was true when it
 * was left. It is loaded again, unless somebody typed in it; a draft’s form saves by itself.
 */
addEventListener('pageshow', ({ persisted }) => {
  if (!persisted || document.querySelector('form[data-draft]') || isTyped()) return;
  location.replace(location.pathname + location.search); // a reload could send a form again
});

const isTyped = (): boolean =>
  [...document.querySelectorAll('#main :is(input, textarea, select)')].some((field) => {
    if (field instanceof HTMLSelectElement) {
      const options = [...field.options];
      const chosen = options.filter((one) => one.defaultSelected);
      return field.value !== (chosen.at(-1) ?? options[0])?.value;
    }
    if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue;
    if (!(field instanceof HTMLInputElement) || field.type === 'hidden') return false;
    return field.value !== field.defaultValue || field.checked !== field.defaultChecked;
  });

export {};
