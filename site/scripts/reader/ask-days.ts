/** What a day was is said by a file that is loaded when somebody first asks. */
type Days = { answer(event: UIEvent): void };

const ask = (event: UIEvent) => {
  const bar = (event.target as Element).closest<HTMLAnchorElement>('.days');
  if (!bar) return;
  // Only a click of a pointer counts its presses. The bar of a group does not fold it.
  const link = event.detail && bar.href;
  if (link || bar.localName === 'span') event.preventDefault();
  import(/* @vite-ignore */ '/days.js' as string).then(
    (days: Days) => days.answer(event),
    () => {
      if (link) location.href = link;
    },
  );
};
for (const type of ['pointerover', 'focusin', 'click'] as const) addEventListener(type, ask);
