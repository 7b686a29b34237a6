/** On a phone the navigation scrolls sideways: moves the current item into view. */
const here = document.querySelector<HTMLElement>('.top nav [aria-current]');
const nav = here?.parentElement;
if (here && nav)
  nav.scrollLeft = here.offsetLeft - nav.offsetLeft - (nav.clientWidth - here.offsetWidth) / 2;
