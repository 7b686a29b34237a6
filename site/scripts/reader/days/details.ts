import { BARS, daysOfBar, foldOf, isMirrored } from './bar.ts';
import { contentOf, spokenText } from './content.ts';
import { dayRecordOf, lastDayIn } from './record.ts';

const GAP = 6;
const sheet = new CSSStyleSheet();
sheet.replaceSync(`
${BARS}{position:relative;cursor:pointer;touch-action:pan-y}
${BARS}>i:not(.bars){position:absolute;inset-block:0;border:2px solid var(--ink);border-radius:2px;pointer-events:none}
.day-details{position:fixed;inset:auto;margin:0;width:max-content;max-width:min(320px,calc(100vw - 16px));max-height:60vh;overflow:auto;padding:10px 14px;border:1px solid var(--field);border-radius:10px;background:var(--sheet);color:var(--ink);font-size:.9rem;line-height:1.45;text-align:start;white-space:normal;cursor:auto}
.day-details p{margin:0}.day-details small{color:var(--dim)}.day-details a{display:inline-block;padding-block:3px}`);
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

/** The details that are open: their bar, the day, and whether they stay when the pointer leaves. */
export type OpenDay = { bar: HTMLElement; at: number; isPinned: boolean };
let open: OpenDay | null = null;
export const openDay = (): OpenDay | null => open;

/** The day of each bar that was shown last. */
const chosen = new WeakMap<HTMLElement, number>();
export const chosenDay = (bar: HTMLElement): number => chosen.get(bar) ?? daysOfBar(bar).count - 1;

export const box = document.createElement('div');
box.className = 'day-details';
box.popover = 'manual';
const mark = document.createElement('i');
const speaker = document.createElement('p');
speaker.className = 'visually-hidden';
speaker.setAttribute('role', 'status');
document.body.append(speaker);

export async function showDay(bar: HTMLElement, wanted: number, isPinned: boolean): Promise<void> {
  const mine = { bar, at: wanted, isPinned };
  open = mine;
  const record = await dayRecordOf(bar).catch(() => null);
  if (open !== mine) return;
  if (!record) {
    closeDay();
    return;
  }
  mine.at = Math.max(0, Math.min(wanted, lastDayIn(record.words)));
  const content = contentOf(bar, record, mine.at);
  box.replaceChildren(...content);
  if (foldOf(bar)) speaker.textContent = spokenText(content);
  else {
    bar.setAttribute('aria-valuenow', `${mine.at + 1}`);
    bar.setAttribute('aria-valuetext', spokenText(content));
  }
  chosen.set(bar, mine.at);
  bar.append(mark);
  const host = foldOf(bar)?.parentElement ?? bar;
  if (box.previousElementSibling !== host) {
    box.remove();
    host.after(box);
  }
  if (!box.matches(':popover-open')) box.showPopover?.();
  placeDetails();
}

export function closeDay(): void {
  open = null;
  mark.remove();
  box.remove();
  speaker.textContent = '';
}

/** Above the day, or below it where there is no room, and never beyond the screen. */
export function placeDetails(): void {
  if (!open) return;
  const { bar, at } = open;
  const { left, top, bottom, width } = bar.getBoundingClientRect();
  const { count } = daysOfBar(bar);
  const day = width / count;
  const from = left + (isMirrored() ? count - 1 - at : at) * day;
  mark.style.left = `${from - left - 3}px`;
  mark.style.width = `${day + 6}px`;
  const { width: wide, height: high } = box.getBoundingClientRect();
  const across = Math.min(
    from + day / 2 - wide / 2,
    document.documentElement.clientWidth - wide - 8,
  );
  box.style.left = `${Math.max(8, across)}px`;
  box.style.top = `${top - high - GAP >= 0 ? top - high - GAP : bottom + GAP}px`;
}
