/** WebKit shows an empty date as today's, so its label says that it is not set. */
function mark(): void {
  for (const field of document.querySelectorAll<HTMLInputElement>('input[type^="date"]'))
    field.toggleAttribute('data-empty', field.value === '');
}

document.addEventListener('input', mark);
document.addEventListener('change', mark);
addEventListener('pageshow', mark);
mark();

export {};
