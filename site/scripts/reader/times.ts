import { renamedZone, zonesToChoose } from '../../../api/domain/time/zone-renames.ts';

/** Shows every time in the zone that the reader chose or is in, and how long ago it was. */
const KEY = 'zone';
const note = document.querySelector<HTMLElement>('#zone');
const mine = renamedZone(Intl.DateTimeFormat().resolvedOptions().timeZone);
/** Words and formats come from the page, so that one script serves all languages. */
const data = note?.dataset ?? {};
const theirs = renamedZone(data.zone ?? mine);
let zone = storedZone();

/** For clock and zone the reader's own locale if it has the page's language: `en-GB` in English. */
const [standard = '', extension = ''] = (data.format ?? '').split(/(?=-u-)/);
const languageOf = (tag: string) => tag.split('-')[0];
const language = languageOf(standard);
const own = navigator.languages.find((tag) => languageOf(tag) === language);
const tag = (own ? own.split('-u-')[0] : standard) + extension || undefined;
/** 12 or 24 hours, as set in the browser. The server writes 24. */
const hour12 =
  new Intl.DateTimeFormat(navigator.language, { hour: 'numeric' }).resolvedOptions().hour12 ??
  false;
const timeWords = (at: number, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(tag, { timeZone: zone, ...options }).format(at);
/** Dates are written as the server writes calendar days, which have no zone. */
const dateWords = (at: number, year = {}) =>
  new Intl.DateTimeFormat(data.format, {
    timeZone: zone,
    day: 'numeric',
    month: 'short',
    ...year,
  }).format(at) + data.join;
const hands = hour12
  ? ({ hour: 'numeric', minute: '2-digit', hour12: true } as const)
  : ({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const);
const clock = { ...hands, timeZoneName: 'short' } as const;
const dayIn = (at: number): string => clockIn(zone, at).slice(0, 10);

/** Private windows may store nothing, and a stored zone may be unknown to this browser. */
function storedZone(): string {
  try {
    const stored = localStorage.getItem(KEY) ?? mine;
    Intl.DateTimeFormat('en', { timeZone: stored });
    return renamedZone(stored);
  } catch {
    return mine;
  }
}

export function words(at: number, dated = false): string {
  const [then, now] = [dayIn(at), dayIn(Date.now())];
  const year = then.slice(0, 4) === now.slice(0, 4) ? {} : { year: 'numeric' };
  return (then === now && !dated ? '' : dateWords(at, year)) + timeWords(at, clock);
}

const span = (from: number, until: number): string =>
  dateWords(from) +
  timeWords(from, hands) +
  data.to +
  (dayIn(from) === dayIn(until) ? '' : dateWords(until)) +
  timeWords(until, clock);

function distance(at: number): string {
  const minutes = Math.round((at - Date.now()) / 60_000);
  const far = Math.abs(minutes);
  const [size, unit] = !far
    ? ([1, 'second'] as const)
    : far < 60
      ? ([1, 'minute'] as const)
      : far < 2880
        ? ([60, 'hour'] as const)
        : ([1440, 'day'] as const);
  const ways = { style: 'short', numeric: far ? 'always' : 'auto' } as const;
  return new Intl.RelativeTimeFormat(tag, ways).format(Math.trunc(minutes / size), unit);
}

export const setText = (place: Element, text: string) => {
  if (place.textContent !== text) place.textContent = text;
};

/** `data-own` keeps the server's text in the page's zone: a calendar day has no zone. */
export function updateTimes(root: Document = document): void {
  for (const time of root.querySelectorAll<HTMLTimeElement>('time[datetime*=T]')) {
    time.dataset.own ??= time.textContent as string; // an element has a text
    const { own, until, dated } = time.dataset;
    const at = Date.parse(time.dateTime);
    const isSame = [at, Date.parse(until ?? '') || at].every(agree);
    if (isSame && !hour12) setText(time, own);
    else setText(time, until ? span(at, Date.parse(until)) : words(at, dated !== undefined));
    if (time.textContent === own) time.removeAttribute('title');
    else time.title = own;
  }
  for (const place of root.querySelectorAll<HTMLElement>('[data-at]'))
    setText(place, distance(Number(place.dataset.at)));
}

/** Fills in `{zone}` or `{time}`. */
export const filled = (text = '', value = ''): string => text.replace(/{\w+}/, () => value);

/** Different zones may show the same time at this instant and another one half a year later. */
const agree = (at: number): boolean => zone === theirs || clockIn(zone, at) === clockIn(theirs, at);
const clockIn = (timeZone: string, at: number) => new Date(at).toLocaleString('sv', { timeZone });

function offerZones(place: HTMLElement): void {
  const select = document.createElement('select');
  const label = document.createElement('label');
  const notes: Record<string, string | undefined> = { [mine]: data.yours, [theirs]: data.page };
  for (const name of new Set([zone, mine, theirs, ...zonesToChoose()]))
    select.add(new Option(filled(notes[name] ?? '{zone}', name.replace('Etc/', '')), name));
  select.addEventListener('change', () => {
    zone = select.value;
    try {
      if (zone === mine) localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, zone);
    } catch {}
    updateTimes();
  });
  const [before = '', after = ''] = (data.times ?? '').split('{zone}');
  label.append(before, select, after);
  place.replaceChildren(label, zone === theirs ? '' : ` ${filled(data.own, data.name)}`);
}

if (note) offerZones(note);
updateTimes();
setInterval(updateTimes, 20_000);

/** A language is changed by choosing it; the button is for browsers without scripts. */
document
  .querySelector('select[data-submits]')
  ?.addEventListener('change', (event) => (event.target as HTMLSelectElement).form?.submit());
