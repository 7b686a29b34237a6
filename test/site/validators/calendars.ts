import ICAL from 'ical.js';

const MAX_OCTETS = 75;

/** What RFC 5545 refuses in the form of a calendar; what it says is another test's. */
export function calendarErrors(text: string): string[] {
  const errors: string[] = [];
  if (!text.endsWith('\r\n')) errors.push('the last line does not end');
  if (/[^\r]\n|\r[^\n]/.test(text)) errors.push('a line does not end with CRLF');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(text)) errors.push('control character');
  for (const line of text.split('\r\n').slice(0, -1)) {
    const octets = new TextEncoder().encode(line).byteLength;
    if (octets > MAX_OCTETS) errors.push(`${octets} octets: ${line}`);
    if (line === '') errors.push('empty line');
  }
  const calendar = new ICAL.Component(ICAL.parse(text));
  const requireOne = (of: ICAL.Component, ...names: string[]) => {
    for (const name of names)
      if (of.getAllProperties(name).length !== 1) errors.push(`${of.name} has no single ${name}`);
  };
  if (calendar.name !== 'vcalendar') errors.push(`it is a ${calendar.name}`);
  requireOne(calendar, 'prodid', 'version');
  if (calendar.getFirstPropertyValue('version') !== '2.0') errors.push('version');
  const events = calendar.getAllSubcomponents('vevent');
  for (const event of events) {
    requireOne(event, 'uid', 'dtstamp', 'dtstart');
    const { startDate, endDate } = new ICAL.Event(event);
    if (endDate && endDate.compare(startDate) < 0) errors.push('an event ends before it starts');
    if (event.hasProperty('dtend') && event.hasProperty('duration')) errors.push('two ends');
  }
  const keys = events.map((event) =>
    ['uid', 'recurrence-id'].map((name) => `${event.getFirstPropertyValue(name)}`).join(),
  );
  if (new Set(keys).size !== keys.length) errors.push('a UID twice');
  return errors;
}
