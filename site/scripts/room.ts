/** “/” jumps to the field of the team's timeline, unless somebody is typing. */
document.addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target instanceof Element && event.target.closest('input, textarea, select')) return;
  const field = document.querySelector<HTMLInputElement>('[data-line]');
  if (!field) return;
  event.preventDefault();
  field.focus();
});
