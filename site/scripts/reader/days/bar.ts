/** A component’s bar is a link, a group’s is part of the line that folds it. */
export const BARS = ':is(a, span).days';

export const foldOf = (bar: HTMLElement): HTMLElement | null => bar.closest('summary');

/** Where the days of a bar are listed: here, or on the page that the bar links to. */
export const listOfBar = (bar: HTMLElement): string =>
  bar.dataset.href ??
  (foldOf(bar) ? bar.closest('details')?.querySelector('.of-group a') : bar)?.getAttribute(
    'href',
  ) ??
  '';

/** How many days a bar has, and the first with a record: all are drawn, those before it in gray. */
export function daysOfBar(bar: HTMLElement): { count: number; begins: number } {
  const drawing = bar.querySelector('svg');
  const count = drawing ? (drawing.viewBox.baseVal.width + 1) / 4 : 90;
  const none = bar.querySelector('.none')?.getAttribute('d') ?? '';
  return { count, begins: none ? (Number(/h(\d+)/.exec(none)?.[1]) + 1) / 4 : 0 };
}

export const isMirrored = (): boolean => document.documentElement.dir === 'rtl';

/** The day under a pointer, by its place in the bar. */
export function dayPointedAt(bar: HTMLElement, { clientX }: MouseEvent): number {
  const { left, width } = bar.getBoundingClientRect();
  const { count } = daysOfBar(bar);
  const at = Math.min(count - 1, Math.max(0, Math.floor(((clientX - left) / width) * count)));
  return isMirrored() ? count - 1 - at : at;
}
