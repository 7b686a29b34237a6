import { startDragging } from './drag.ts';

/**
 * Orders components by dragging their handle, or with the arrow keys on it. Each place is saved in one
 * request; a refused one is undone. Without this script, the bar below the list moves the selected ones.
 */
const PAUSE = 700;
const form = document.querySelector<HTMLFormElement>('[data-order]');
if (form) start(form);

/** Where an item stands: its list, and what follows it. */
type Spot = { list: Element; next: Element | null };
type Save = (item: HTMLElement, before: Spot) => void;

function start(form: HTMLFormElement): void {
  const announcer = form.querySelector<HTMLElement>('[data-announcer]');
  const failed = form.querySelector<HTMLElement>('[data-failed]');
  for (const hidden of form.querySelectorAll<HTMLElement>('[data-handle], [data-how]'))
    hidden.hidden = false;
  const save = saver((message) => {
    if (!failed) return;
    failed.hidden = message === '';
    failed.textContent = message;
  });
  const announcePlace = (item: HTMLElement): void => {
    const all = [...(item.parentElement?.children ?? [])];
    const name = item.querySelector('.name')?.textContent ?? '';
    if (announcer) announcer.textContent = `${name}: ${all.indexOf(item) + 1} of ${all.length}`;
  };
  withSelection(form);
  withKeys(form, save, announcePlace);
  startDragging(form, (item, { at, where }) => {
    const before = spotOf(item);
    if (where === 'into') at.querySelector('[data-list]')?.append(item);
    else at[where](item);
    const now = spotOf(item);
    if (now.list === before.list && now.next === before.next) return;
    save(item, before);
    announcePlace(item);
  });
}

const spotOf = (item: Element): Spot => ({
  list: item.parentElement ?? item,
  next: item.nextElementSibling,
});

/** The bar appears with the first selected one. “Select all” leaves out what the filter hides. */
function withSelection(form: HTMLFormElement): void {
  const bar = form.querySelector<HTMLElement>('[data-bar]');
  const count = form.querySelector<HTMLElement>('[data-count]');
  const whole = form.querySelector<HTMLElement>('[data-all]');
  const boxes = () => [...form.querySelectorAll<HTMLInputElement>('[name=ids]')];
  const draw = (): void => {
    const selected = boxes().filter(({ checked }) => checked).length;
    if (bar) bar.hidden = selected === 0;
    if (count) count.textContent = `${selected} selected`;
  };
  // Groups are left out, since they cannot go into a group.
  const isShown = (box: Element) => box.closest('.item')?.matches(':not([hidden])') ?? false;
  if (whole) whole.hidden = false;
  form.addEventListener('change', ({ target }) => {
    if (target instanceof HTMLInputElement && whole?.contains(target))
      for (const box of boxes()) box.checked = target.checked && isShown(box);
    draw();
  });
  draw();
}

/** Several presses are one request, sent after a pause or when the focus leaves the handle. */
function withKeys(form: HTMLElement, save: Save, announcePlace: (item: HTMLElement) => void): void {
  let moving: { item: HTMLElement; before: Spot } | undefined;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const finish = (): void => {
    clearTimeout(waiting);
    if (moving) save(moving.item, moving.before);
    moving = undefined;
  };
  form.addEventListener('keydown', (event) => {
    const { target, key } = event;
    const handle = target instanceof Element ? target.closest<HTMLElement>('[data-handle]') : null;
    const item = handle?.closest<HTMLElement>('[data-id]');
    if (!handle || !item || (key !== 'ArrowUp' && key !== 'ArrowDown')) return;
    event.preventDefault();
    const other = key === 'ArrowUp' ? item.previousElementSibling : item.nextElementSibling;
    if (!other) return;
    if (moving?.item !== item) finish();
    moving ??= { item, before: spotOf(item) };
    // The neighbor moves, so that the handle keeps the focus.
    if (key === 'ArrowUp') item.after(other);
    else item.before(other);
    handle.scrollIntoView({ block: 'nearest' });
    announcePlace(item);
    clearTimeout(waiting);
    waiting = setTimeout(finish, PAUSE);
  });
  form.addEventListener('focusout', finish);
  addEventListener('pagehide', finish);
}

/** Saves one after another, so that a later place is not overtaken by an earlier one. */
function saver(report: (failure: string) => void): Save {
  let last: Promise<void> = Promise.resolve();
  return (item, before) => {
    const { list, next } = spotOf(item);
    const place = new URLSearchParams({
      id: item.dataset.id ?? '',
      groupId: (list as HTMLElement).dataset.list ?? '',
      before: (next as HTMLElement | null)?.dataset.id ?? '',
    });
    last = last.then(async () => {
      const answer = await send(place);
      if (answer?.ok) return report('');
      before.list.insertBefore(item, before.next);
      report(
        answer?.status === 409
          ? 'Not moved: someone else changed the list. Reload the page, then try again.'
          : 'Not moved: the order couldn’t be saved. Check your connection, or reload the page.',
      );
    });
  };
}

/** Null without an answer. A sign-in page in place of it is a redirect, which is not followed. */
const send = (body: URLSearchParams): Promise<Response | null> =>
  fetch('/admin/components/place', {
    method: 'POST',
    body,
    redirect: 'manual',
    keepalive: true,
  }).catch(() => null);
