/** Where something would be dropped: before or after an item, or last in the list of a group. */
export type Drop = { at: HTMLElement; where: 'before' | 'after' | 'into' };

/** How long something is held over a collapsed group before the group opens, in ms. */
const HOLD = 500;
/** Pixels at the edges of the window in which it scrolls, and how far in each frame. */
const EDGE = 90;
const STEP = 12;

/** Dragging with a mouse, pen or finger: `drop` is called once with the place, on release. */
export function startDragging(
  form: HTMLElement,
  drop: (item: HTMLElement, place: Drop) => void,
): void {
  form.addEventListener('pointerdown', (event) => {
    const { target } = event;
    const handle = target instanceof Element ? target.closest<HTMLElement>('[data-handle]') : null;
    const item = handle?.closest<HTMLElement>('[data-id]');
    if (!handle || !item || event.button !== 0) return;
    event.preventDefault();
    handle.focus();
    drag(form, item, event, drop);
  });
}

function drag(
  form: HTMLElement,
  item: HTMLElement,
  { pointerId, clientY }: PointerEvent,
  drop: (item: HTMLElement, place: Drop) => void,
): void {
  let y = clientY;
  let place: Drop | null = null;
  let held: { group: Element; since: number } | null = null;
  const done = new AbortController();
  const { signal } = done;

  const mark = (next: Drop | null): void => {
    if (place) delete place.at.dataset.drop;
    place = next;
    if (place) place.at.dataset.drop = place.where;
  };
  const frame = (): void => {
    if (signal.aborted) return;
    if (y < EDGE) scrollBy(0, -STEP);
    if (y > innerHeight - EDGE) scrollBy(0, STEP);
    const { left, width } = form.getBoundingClientRect();
    const under = document.elementFromPoint(left + width / 2, y);
    mark(under && form.contains(under) ? dropAt(item, under, y) : null);
    const group = place?.where === 'into' ? place.at : null;
    if (group !== held?.group) held = group && { group, since: performance.now() };
    if (held && performance.now() - held.since > HOLD)
      held.group.querySelector('details')?.setAttribute('open', '');
    requestAnimationFrame(frame);
  };
  const end = (isDropped: boolean): void => {
    const last = place;
    mark(null);
    done.abort();
    item.classList.remove('dragged');
    if (isDropped && last) drop(item, last);
  };

  form.setPointerCapture(pointerId);
  item.classList.add('dragged');
  form.addEventListener(
    'pointermove',
    (event) => {
      y = event.clientY;
    },
    { signal },
  );
  form.addEventListener('pointerup', () => end(true), { signal });
  form.addEventListener('pointercancel', () => end(false), { signal });
  addEventListener('keydown', ({ key }) => key === 'Escape' && end(false), { signal });
  requestAnimationFrame(frame);
}

/** Groups stay at the top level; a component goes beside another, or into a group by its middle. */
function dropAt(item: HTMLElement, under: Element, y: number): Drop | null {
  const isGroup = item.matches('.branch');
  const at = under.closest<HTMLElement>(isGroup ? '[data-list=""] > [data-id]' : '[data-id]');
  if (!at || at === item) return null;
  const { top, height } = (
    isGroup || !at.matches('.branch') ? at : rowOf(at)
  ).getBoundingClientRect();
  const part = (y - top) / height;
  if (at.matches('.branch') && !isGroup) {
    if (part < 0.3) return { at, where: 'before' };
    const isOpen = at.querySelector('details')?.open;
    return { at, where: !isOpen && part > 0.7 ? 'after' : 'into' };
  }
  return { at, where: part < 0.5 ? 'before' : 'after' };
}

/** The line of a group without its components. */
const rowOf = (branch: HTMLElement): HTMLElement => branch.querySelector('summary') ?? branch;
