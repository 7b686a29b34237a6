/** Shows a password as text and hides it again; it is always sent as a password. */
for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-show]')) {
  const input = document.getElementById(button.dataset.show ?? '');
  if (!(input instanceof HTMLInputElement)) continue;
  const show = (isShown: boolean): void => {
    input.type = isShown ? 'text' : 'password';
    button.textContent = isShown ? 'Hide password' : 'Show password';
  };
  button.hidden = false;
  button.addEventListener('click', () => show(input.type === 'password'));
  // Browsers keep typed texts for their suggestions, but no passwords.
  input.form?.addEventListener('submit', () => show(false));
  window.addEventListener('pageshow', () => show(false));
}
