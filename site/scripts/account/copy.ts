/** Copies the text of a field. Without a secure context there is no clipboard, but the selection can be copied. */
for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-copy]')) {
  const field = document.getElementById(button.dataset.copy ?? '');
  if (!(field instanceof HTMLInputElement) && !(field instanceof HTMLTextAreaElement)) continue;
  const label = button.textContent;
  button.hidden = false;
  button.setAttribute('aria-live', 'polite');
  button.addEventListener('click', async () => {
    field.select();
    const isCopied = await (navigator.clipboard?.writeText(field.value) ?? Promise.reject()).then(
      () => true,
      () => document.execCommand('copy'),
    );
    button.textContent = isCopied ? 'Copied' : 'Press Ctrl C';
    setTimeout(() => {
      button.textContent = label;
    }, 3000);
  });
}
