import ical, {
  ICalCalendarMethod,
  type ICalEventData,
  ICalEventStatus,
  ICalEventTransparency,
} from 'ical-generator';
import { wholeText } from '../../../templates/event.ts';
import { markdownToPlainText } from '../../../templates/markdown/markdown.ts';
import type { Snapshot, SnapshotIncident, SnapshotSeries } from '../../snapshot/snapshot.ts';
import { incidentUrl, linksOf } from '../updates.ts';
import { affectedLine, line, lines, occurrenceId, secondsOf, uidOf } from './calendar-parts.ts';
import { expectedEvents } from './expected-events.ts';
import { type FeedI18n, feedI18nFor } from './update-items.ts';

const HOUR_IN_SECONDS = 3600;
const MAX_TEXT_LENGTH = 2000;

/**
 * All instants are in UTC, which calendars show in their own zone. Windows of a series are separate
 * events, since calendars differ in skipped hours, rare RRULE parts and overrides (RECURRENCE-ID).
 */
export function calendar(
  s: Snapshot,
  maintenances: readonly SnapshotIncident[],
  words: FeedI18n = feedI18nFor(s, null),
  series: readonly SnapshotSeries[] = [],
): string {
  const planned = maintenances.filter((m) => m.scheduledFor !== null);
  const drawn = ical({
    name: line(words.say('feed.calendar', { page: s.page.name })),
    prodId: { company: 'Allclear', product: 'Maintenance', language: words.locale.toUpperCase() },
    method: ICalCalendarMethod.PUBLISH,
    ttl: HOUR_IN_SECONDS,
    url: `${s.page.url}${words.prefix}/maintenance.ics`,
    events: [...planned.map((m) => event(s, m, words)), ...expectedEvents(s, series, words)],
  }).toString();
  return `${drawn.trimEnd()}\r\n`; // RFC 5545 §3.1: every line ends with CRLF
}

function event(s: Snapshot, m: SnapshotIncident, words: FeedI18n): ICalEventData {
  const { say } = words;
  const start = m.scheduledFor ?? m.startedAt;
  const [newest] = m.updates;
  const whole = newest ? wholeText(words, newest, s.page.timeZone, '') : '';
  const plain = markdownToPlainText(whole, linksOf(s, m, words.prefix));
  const text = [...plain].slice(0, MAX_TEXT_LENGTH).join('');
  const state = isCancelled(m) ? say('notice.cancelled') : say(`state.${m.state}`);
  return {
    id: uidOf(s, m.occurrence ? occurrenceId(m.occurrence.seriesId, m.occurrence.at) : m.id),
    sequence: sequenceOf(m),
    stamp: new Date(m.updatedAt),
    created: new Date(m.createdAt),
    lastModified: new Date(m.updatedAt),
    start: new Date(start),
    end: new Date(Math.max(m.scheduledUntil ?? start, start)),
    summary: line(`${s.page.name}: ${m.name}`),
    description: lines([state, ...affectedLine(s, m, words), '', text].join('\n')),
    url: incidentUrl(s.page.url + words.prefix, m.id),
    status: isCancelled(m) ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    transparency: ICalEventTransparency.TRANSPARENT,
  };
}

/** Increases with every update and every second with a change; never decreases. */
const sequenceOf = (m: SnapshotIncident): number =>
  m.updates.length -
  1 +
  (m.occurrence
    ? secondsOf(m.updatedAt)
    : Math.ceil(Math.max(0, m.updatedAt - m.createdAt) / 1000));

/** Closed before it began, so the work did not take place. */
const isCancelled = (m: SnapshotIncident): boolean =>
  m.resolvedAt !== null && m.scheduledFor !== null && m.resolvedAt < m.scheduledFor;
