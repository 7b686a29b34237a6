/** Replaces parts of the page, except one in which somebody types. */
export function redraw(html: string): void {
  const fresh = new DOMParser().parseFromString(html, 'text/html');
  for (const part of document.querySelectorAll<HTMLElement>('[data-live-part]')) {
    const drawn = fresh.getElementById(part.id);
    for (const { id, open } of part.querySelectorAll<HTMLDetailsElement>('details[id]'))
      drawn?.querySelector(`details#${id}`)?.toggleAttribute('open', open);
    const isNews = drawn && drawn.outerHTML !== part.outerHTML;
    if (isNews && !part.contains(document.activeElement)) part.replaceWith(drawn);
  }
}
