import { BARS, daysOfBar, foldOf, isMirrored } from './bar.ts';
import { box, chosenDay, closeDay, openDay, showDay } from './details.ts';

const steps: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  ArrowDown: -1,
  ArrowUp: 1,
  PageUp: 7,
  PageDown: -7,
};

/** Gets the focus back from its closed details, and does not open them. */
let dismissed: HTMLElement | null = null;

/** With the keyboard one comes to the line of a group, not to its bar. */
function barOf(target: Element): HTMLElement | null {
  return target.matches('summary.days') ? target.querySelector(BARS) : target.closest('a.days');
}

/** `closeNow` closes the details, and what still waits to open others. */
export function onKey(event: KeyboardEvent, closeNow: () => void): void {
  const open = openDay();
  if (event.key === 'Escape' && open) {
    const isWithin = box.contains(document.activeElement);
    closeNow();
    dismissed = isWithin ? open.bar : null;
    if (isWithin) (foldOf(open.bar) ?? open.bar).focus();
    return;
  }
  const bar = barOf(event.target as Element); // events of the document come from elements
  if (!bar || event.altKey || event.ctrlKey || event.metaKey) return;
  const isFold = foldOf(bar) !== null;
  const link = box.querySelector('a');
  if (isFold && event.key === 'Tab' && !event.shiftKey && open?.bar === bar && link) {
    event.preventDefault();
    link.focus();
    return;
  }
  if (isFold && !/^Arrow(Left|Right)$/.test(event.key)) return;
  const at = dayAfter(event.key, bar);
  if (at === null) return;
  event.preventDefault();
  void showDay(bar, at, true);
}

/** The day that a key leads to; null for other keys. */
function dayAfter(key: string, bar: HTMLElement): number | null {
  const { count } = daysOfBar(bar);
  const open = openDay();
  const now = open?.bar === bar ? open.at : chosenDay(bar);
  const fixed: Record<string, number> = { Home: 0, End: count - 1, Enter: now, ' ': now };
  const step = steps[key];
  if (step === undefined) return fixed[key] ?? null;
  const isReversed = isMirrored() && /Left|Right/.test(key);
  return Math.max(0, Math.min(now + (isReversed ? -step : step), count - 1));
}

export function onFocus(bar: HTMLElement | null): void {
  if (bar && dismissed === bar) dismissed = null;
  else if (bar && openDay()?.bar !== bar && bar.matches('a:focus-visible'))
    void showDay(bar, chosenDay(bar), true);
}

/** Details close when the focus goes elsewhere. */
export function onFocusOut({ relatedTarget: next }: FocusEvent): void {
  const open = openDay();
  if (!open || !(next instanceof Node) || box.contains(next)) return;
  if (!(foldOf(open.bar) ?? open.bar).contains(next)) closeDay();
}
