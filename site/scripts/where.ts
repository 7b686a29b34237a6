/** On a phone the navigation scrolls sideways: where one is comes into sight. */
const here = document.querySelector<HTMLElement>('.top nav [aria-current]');
const nav = here?.parentElement;
if (here && nav)
  nav.scrollLeft = here.offsetLeft - nav.offsetLeft - (nav.clientWidth - here.offsetWidth) / 2;
