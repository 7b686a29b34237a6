/** What a day was, and the dialog for signing up, are in files that are loaded when somebody first asks. */
type Part = { answer(event: UIEvent): void };

const ask = (event: UIEvent & Partial<MouseEvent>) => {
  const place = (event.target as Element).closest<HTMLAnchorElement>('.days, .top .btn');
  if (!place || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = event.type === 'click' && place.href;
  // The bar of a group does not fold it.
  if (link || place.matches('span')) event.preventDefault();
  import(/* @vite-ignore */ place.matches('.btn') ? '/subscribe.js' : '/days.js').then(
    (part: Part) => part.answer(event),
    () => {
      if (link) location.href = link;
    },
  );
};
for (const type of ['pointerover', 'focusin', 'click'] as const) addEventListener(type, ask);
