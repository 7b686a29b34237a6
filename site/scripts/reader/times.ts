/** Every time of the page in the zone that the reader chose, or else is in; and how long ago. */
const KEY = 'zone';
const note = document.getElementById('zone');
const mine = Intl.DateTimeFormat().resolvedOptions().timeZone;
const theirs = note?.dataset.zone ?? mine;
let zone = remembered();

const format = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat('en-GB', { timeZone: zone, ...options });
const date = { day: 'numeric', month: 'short' } as const;
const clock = { hour: '2-digit', minute: '2-digit', timeZoneName: 'short' } as const;

/** A private window may keep nothing; what was kept may be no zone that this browser knows. */
function remembered(): string {
  try {
    const kept = localStorage.getItem(KEY) ?? mine;
    Intl.DateTimeFormat('en', { timeZone: kept });
    return kept;
  } catch {
    return mine;
  }
}

export function words(at: number): string {
  const time = format(clock).format(at);
  const [then, now] = [at, Date.now()].map((ms) => format({ dateStyle: 'short' }).format(ms));
  if (then === now) return time;
  const year = then?.slice(-4) === now?.slice(-4) ? {} : { year: 'numeric' as const };
  return `${format({ ...date, ...year }).format(at)}, ${time}`;
}

function distance(at: number): string {
  const minutes = Math.round(Math.abs(Date.now() - at) / 60_000);
  const [amount, unit] =
    minutes < 60
      ? [minutes, 'min']
      : minutes < 2880
        ? [Math.floor(minutes / 60), 'h']
        : [Math.floor(minutes / 1440), 'days'];
  if (amount === 0) return 'now';
  return at > Date.now() ? `in ${amount} ${unit}` : `${amount} ${unit} ago`;
}

const put = (place: Element, text: string) => {
  if (place.textContent !== text) place.textContent = text;
};

/** `data-own` keeps what the server wrote, in the page's zone: a calendar day has no zone. */
export function tell(root: Document = document): void {
  for (const time of root.querySelectorAll<HTMLTimeElement>('time[datetime*=T]')) {
    time.dataset.own ??= time.textContent ?? '';
    const { own, until } = time.dataset;
    const at = Date.parse(time.dateTime);
    if (clocks(zone) === clocks(theirs)) put(time, own);
    else
      put(
        time,
        until ? format({ ...date, ...clock }).formatRange(at, Date.parse(until)) : words(at),
      );
    if (time.textContent === own) time.removeAttribute('title');
    else time.title = own;
  }
  for (const place of root.querySelectorAll<HTMLElement>('[data-at]'))
    put(place, distance(Number(place.dataset.at)));
}

/** Zones of different names may show the same clock. */
const clocks = (timeZone: string) => new Date().toLocaleString('en-GB', { timeZone });

function offerZones(place: HTMLElement): void {
  const own = place.textContent?.replace('Times in', '').trim();
  const select = document.createElement('select');
  const label = document.createElement('label');
  const notes: Record<string, string> = { [mine]: ' (yours)', [theirs]: ' (this page’s)' };
  for (const name of new Set([zone, mine, theirs, 'UTC', ...Intl.supportedValuesOf('timeZone')]))
    select.add(new Option(name.replace('Etc/', '') + (notes[name] ?? ''), name));
  select.addEventListener('change', () => {
    zone = select.value;
    try {
      if (zone === mine) localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, zone);
    } catch {}
    tell();
  });
  label.append('Times in ', select);
  place.replaceChildren(label, zone === theirs ? '' : ` This page’s own zone is ${own}.`);
}

if (note) offerZones(note);
tell();
setInterval(tell, 20_000);
