/** A note about the right address is only useful at another one. */
for (const note of document.querySelectorAll<HTMLElement>('[data-address]'))
  note.hidden = note.dataset.address === location.origin;
/** Behind a proxy that terminates TLS, the server cannot tell http from https. */
for (const code of document.querySelectorAll('[data-origin]'))
  code.textContent = `BASE_URL=${location.origin}`;
