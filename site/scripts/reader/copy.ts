/**
 * Buttons that copy a text. At an address without TLS there is no clipboard, but a selection can be
 * copied; where that is refused too, the text stays selected.
 */
for (const button of document.querySelectorAll<HTMLButtonElement>('[data-copy] button')) {
  const words = button.querySelector('span');
  const before = words?.textContent ?? '';
  button.hidden = false;
  button.addEventListener('click', async () => {
    const figure = button.closest('[data-copy]');
    const text = figure?.querySelector('code');
    const announcer = figure?.querySelector('[role=status]');
    if (!text || !announcer || !words) return;
    try {
      await navigator.clipboard.writeText(text.textContent ?? '');
    } catch {
      getSelection()?.selectAllChildren(text);
      if (!document.execCommand('copy')) return;
    }
    words.textContent = announcer.textContent = button.dataset.done ?? '';
    setTimeout(() => {
      words.textContent = before;
      announcer.textContent = '';
    }, 2000);
  });
}

export {};
