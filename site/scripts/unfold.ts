/** Opens every folded part around an element. */
function unfold({ target }: Event): void {
  if (!(target instanceof Element)) return;
  for (
    let part = target.closest('details');
    part;
    part = part.parentElement?.closest('details') ?? null
  )
    part.open = true;
}

/** The browser points at an invalid field, which it cannot do in a folded part; scripts ask by `unfold`. */
for (const event of ['invalid', 'unfold']) document.addEventListener(event, unfold, true);
