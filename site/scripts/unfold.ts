/** Opens every folded part around an element. */
export function unfold(element: Element): void {
  for (
    let part = element.closest('details');
    part;
    part = part.parentElement?.closest('details') ?? null
  )
    part.open = true;
}

/** The browser points at an invalid field, which it cannot do in a folded part. */
document.addEventListener(
  'invalid',
  ({ target }) => target instanceof Element && unfold(target),
  true,
);
