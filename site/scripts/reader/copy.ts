/** Buttons that copy a text. Without this script, or without permission, the text can be selected. */
for (const button of document.querySelectorAll<HTMLButtonElement>('[data-copy] button')) {
  const words = button.querySelector('span');
  const before = words?.textContent ?? '';
  button.hidden = !navigator.clipboard;
  button.addEventListener('click', async () => {
    const figure = button.closest('[data-copy]');
    const text = figure?.querySelector('code');
    const said = figure?.querySelector('[role=status]');
    if (!text || !said || !words) return;
    try {
      await navigator.clipboard.writeText(text.textContent ?? '');
    } catch {
      getSelection()?.selectAllChildren(text);
      return;
    }
    words.textContent = said.textContent = button.dataset.done ?? '';
    setTimeout(() => {
      words.textContent = before;
      said.textContent = '';
    }, 2000);
  });
}

export {};
