/** Copies the text of a command. Without a secure context there is no clipboard, but the selection can be copied. */
for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-copy-text]')) {
  const code = document.getElementById(button.dataset.copyText ?? '');
  if (!code) continue;
  button.hidden = false;
  const label = button.textContent;
  const name = button.getAttribute('aria-label') ?? '';
  button.addEventListener('click', async () => {
    const isCopied = await (
      navigator.clipboard?.writeText(code.textContent ?? '') ?? Promise.reject()
    ).then(
      () => true,
      () => {
        getSelection()?.selectAllChildren(code);
        return document.execCommand('copy');
      },
    );
    button.textContent = isCopied ? 'Copied' : 'Press Ctrl C';
    button.setAttribute('aria-label', button.textContent);
    setTimeout(() => {
      button.textContent = label;
      button.setAttribute('aria-label', name);
    }, 3000);
  });
}
