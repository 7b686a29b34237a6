/** Adds what only the reader's own machine knows: their zone, and how long ago. */
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const note = document.getElementById('zone');
const span = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  timeZoneName: 'short',
});
const day = (at: number, timeZone = zone) => new Date(at).toLocaleDateString('en-CA', { timeZone });

function words(at: number): string {
  const time = new Date(at).toLocaleTimeString('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  });
  const [then, now] = [day(at), day(Date.now())];
  if (then === now) return time;
  const year = then.slice(0, 4) === now.slice(0, 4) ? undefined : 'numeric';
  const date = new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year });
  return `${date}, ${time}`;
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

function tell(): void {
  for (const place of document.querySelectorAll<HTMLElement>('[data-at]'))
    place.textContent = distance(Number(place.dataset.at));
}

const theirs = note?.dataset.zone;
const clock = (timeZone?: string) => new Date().toLocaleString('en-GB', { timeZone });
if (note && theirs && clock(theirs) !== clock(zone)) {
  for (const time of document.querySelectorAll('time')) {
    time.title = time.textContent ?? '';
    const { until } = time.dataset;
    time.textContent = until
      ? span.formatRange(Date.parse(time.dateTime), Date.parse(until))
      : words(Date.parse(time.dateTime));
  }
  note.textContent = `Times in your zone, ${zone}. This page’s own is ${theirs.replace('Etc/', '')}.`;
}
tell();
setInterval(tell, 20_000);
