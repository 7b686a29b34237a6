import ical, {
  ICalCalendarMethod,
  type ICalEventData,
  ICalEventStatus,
  ICalEventTransparency,
} from 'ical-generator';
import { wholeText } from '../../templates/event.ts';
import { markdownToPlainText } from '../../templates/markdown.ts';
import type { Snapshot, SnapshotIncident } from '../snapshot/snapshot.ts';
import { componentsOf, fullName } from './components.ts';
import { xmlText } from './text.ts';
import { type Tongue, tongueOf } from './update-items.ts';
import { incidentUrl, linksOf } from './updates.ts';

const HOUR_IN_SECONDS = 3600;
const MOST_OF_TEXT = 2000;

/** Every instant is written in UTC, which each calendar shows in its owner's zone, DST or not. */
export function calendar(
  s: Snapshot,
  maintenances: readonly SnapshotIncident[],
  words: Tongue = tongueOf(s, null),
): string {
  const drawn = ical({
    name: line(words.say('feed.calendar', { page: s.page.name })),
    prodId: { company: 'Allclear', product: 'Maintenance', language: words.locale.toUpperCase() },
    method: ICalCalendarMethod.PUBLISH,
    ttl: HOUR_IN_SECONDS,
    url: `${s.page.url}${words.prefix}/maintenance.ics`,
    events: maintenances.filter((m) => m.scheduledFor !== null).map((m) => event(s, m, words)),
  }).toString();
  return `${drawn.trimEnd()}\r\n`; // RFC 5545 §3.1: each line ends, the last one too
}

function event(s: Snapshot, m: SnapshotIncident, words: Tongue): ICalEventData {
  const { say, series } = words;
  const start = m.scheduledFor ?? m.startedAt;
  const components = componentsOf(s, m).map((component) => fullName(s, component));
  const about =
    components.length > 0 ? [say('answer.affected', { components: series(components) })] : [];
  const [newest] = m.updates;
  const whole = newest ? wholeText(words, newest, s.page.timeZone, '') : '';
  const plain = markdownToPlainText(whole, linksOf(s, m, words.prefix));
  const text = [...plain].slice(0, MOST_OF_TEXT).join('');
  const state = isCancelled(m) ? say('notice.cancelled') : say(`state.${m.state}`);
  return {
    id: `${m.id}.${s.page.id}@allclear`,
    sequence: sequenceOf(m),
    stamp: new Date(m.updatedAt),
    created: new Date(m.createdAt),
    lastModified: new Date(m.updatedAt),
    start: new Date(start),
    end: new Date(Math.max(m.scheduledUntil ?? start, start)),
    summary: line(`${s.page.name}: ${m.name}`),
    description: lines([state, ...about, '', text].join('\n')),
    url: incidentUrl(s.page.url + words.prefix, m.id),
    status: isCancelled(m) ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    transparency: ICalEventTransparency.TRANSPARENT,
  };
}

/** Grows with every update and every second in which something was changed; never falls. */
const sequenceOf = (m: SnapshotIncident): number =>
  m.updates.length - 1 + Math.ceil(Math.max(0, m.updatedAt - m.createdAt) / 1000);

/** Closed before it began: the work did not take place. */
const isCancelled = (m: SnapshotIncident): boolean =>
  m.resolvedAt !== null && m.scheduledFor !== null && m.resolvedAt < m.scheduledFor;

/** Some calendars take a separator of Unicode’s for the end of the line, and of the event with it. */
const lines = (text: string): string => xmlText(text).replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n');
const line = (text: string): string => lines(text).replace(/\s+/g, ' ').trim();
