/**
 * What a day was: its date, status, durations and incidents, beside the bar of that day. Loaded when
 * somebody first points at a bar, touches it or comes to it with the keyboard. A component’s bar is
 * then a slider over its days, since screen readers hand the arrow keys to a slider. The line of a
 * group takes the left and right arrow keys, and a live region speaks.
 */
import { BARS, dayPointedAt, daysOfBar, foldOf } from './bar.ts';
import { box, chosenDay, closeDay, openDay, placeDetails, showDay } from './details.ts';
import { onFocus, onFocusOut, onKey } from './keyboard.ts';
import { forgetPages } from './record.ts';

const HOVER_DELAY = 80;
const LEAVE_DELAY = 250;
/** Until details open or close. */
let waiting: ReturnType<typeof setTimeout> | undefined;

/** The bars become sliders, now and after each update of the open page. */
function makeSliders(): void {
  for (const bar of document.querySelectorAll<HTMLElement>(`a${BARS}[href]`)) {
    const row = bar.closest('li, .member, main');
    const name = row?.querySelector('h1, h2, h3, .name a')?.textContent ?? '';
    const attributes = {
      role: 'slider',
      tabindex: '0',
      'aria-label': `${name}: ${bar.textContent?.trim()}`,
      'aria-valuemin': '1',
      'aria-valuemax': `${daysOfBar(bar).count}`,
      'aria-valuenow': `${chosenDay(bar) + 1}`,
    };
    for (const [key, value] of Object.entries(attributes)) bar.setAttribute(key, value);
    bar.dataset.href = bar.getAttribute('href') ?? '';
    bar.removeAttribute('href');
  }
  for (const line of document.querySelectorAll('summary.days'))
    line.setAttribute('aria-keyshortcuts', 'ArrowLeft ArrowRight');
}

const barOf = ({ target }: Event): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>(BARS) : null;

function close(): void {
  clearTimeout(waiting);
  closeDay();
}

function point(event: PointerEvent): void {
  const bar = barOf(event);
  const open = openDay();
  const isTouch = event.pointerType === 'touch';
  if (!bar || (open?.isPinned && open.bar === bar && !isTouch)) return;
  const at = dayPointedAt(bar, event);
  clearTimeout(waiting);
  if (open?.bar === bar && open.at === at) return;
  waiting = setTimeout(() => void showDay(bar, at, isTouch), open ? 0 : HOVER_DELAY);
}

function onClick(event: MouseEvent): void {
  const bar = barOf(event);
  if (bar) {
    event.preventDefault();
    clearTimeout(waiting);
    (foldOf(bar) ?? bar).focus({ preventScroll: true });
    void showDay(bar, dayPointedAt(bar, event), true);
  } else if (openDay() && !box.contains(event.target as Node)) close();
}

function leave(event: PointerEvent): void {
  const open = openDay();
  if (!open || open.isPinned) {
    clearTimeout(waiting);
    return;
  }
  const next = event.relatedTarget;
  if (!barOf(event) && !box.contains(event.target as Node)) return;
  if (next instanceof Node && (open.bar.contains(next) || box.contains(next))) return;
  clearTimeout(waiting);
  waiting = setTimeout(close, LEAVE_DELAY);
}

/** An update of the open page restores the links, and may change the days. */
function renew(): void {
  forgetPages();
  makeSliders();
  const open = openDay();
  if (open?.bar.isConnected) void showDay(open.bar, open.at, open.isPinned);
  else if (open) close();
}

makeSliders();
document.addEventListener('pointermove', point);
document.addEventListener('pointerout', leave);
document.addEventListener('keydown', (event) => onKey(event, close));
document.addEventListener('click', onClick);
document.addEventListener('focusout', onFocusOut);
box.addEventListener('pointerenter', () => clearTimeout(waiting));
addEventListener('scroll', placeDetails, { passive: true });
addEventListener('resize', placeDetails);
addEventListener('updated', renew);

/** Answers what asked for this file. */
export function answer(event: UIEvent): void {
  const bar = barOf(event);
  // The Enter key before the bars were sliders: it has no place on the screen.
  if (event.type === 'click' && bar && !event.detail) void showDay(bar, chosenDay(bar), true);
  else if (event.type === 'click') onClick(event as MouseEvent);
  else if (event.type === 'focusin') onFocus(bar);
  else point(event as PointerEvent);
}
