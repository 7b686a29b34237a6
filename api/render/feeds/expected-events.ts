import { type ICalEventData, ICalEventStatus, ICalEventTransparency } from 'ical-generator';
import { markdownToPlainText } from '../../../templates/markdown/markdown.ts';
import { expectedWindows } from '../../domain/maintenance/expected.ts';
import type { Snapshot, SnapshotSeries } from '../../snapshot/snapshot.ts';
import { affectedLine, line, lines, occurrenceId, secondsOf, uidOf } from './calendar-parts.ts';
import type { FeedI18n } from './update-items.ts';

/** Over all series, the earliest first. */
const MAX_EXPECTED = 1000;
const MAX_EXPECTED_TEXT_LENGTH = 300;

/** Windows of series that are not created yet. */
export function expectedEvents(
  s: Snapshot,
  series: readonly SnapshotSeries[],
  words: FeedI18n,
): ICalEventData[] {
  return series
    .flatMap((one) => {
      const texts = textsOf(s, one, words);
      return expectedWindows(one, s.builtAt).map((window) => ({ one, texts, window }));
    })
    .sort((a, b) => a.window.from - b.window.from)
    .slice(0, MAX_EXPECTED)
    .map(({ one, texts, window }) => ({
      ...texts,
      id: uidOf(s, occurrenceId(one.id, window.at)),
      start: new Date(window.from),
      end: new Date(window.until),
    }));
}

/** What all windows of a series share. */
function textsOf(s: Snapshot, one: SnapshotSeries, words: FeedI18n): Omit<ICalEventData, 'start'> {
  const { say, prefix } = words;
  const url = `${s.page.url}${prefix}/`;
  const plain = [...markdownToPlainText(one.body, { url: s.page.url, prefix, page: url })];
  const text = plain.slice(0, MAX_EXPECTED_TEXT_LENGTH).join('');
  const cut = plain.length > MAX_EXPECTED_TEXT_LENGTH ? `${text.trimEnd()} …` : text;
  const state = say(one.isCancelled ? 'notice.cancelled' : 'state.scheduled');
  return {
    sequence: secondsOf(one.changedAt),
    stamp: new Date(one.changedAt),
    created: new Date(one.createdAt),
    lastModified: new Date(one.changedAt),
    summary: line(`${s.page.name}: ${one.name}`),
    // A cancelled series says only that: its text may have been taken back.
    description: lines(
      [state, ...affectedLine(s, one, words), ...(one.isCancelled ? [] : ['', cut])].join('\n'),
    ),
    url,
    status: one.isCancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
    transparency: ICalEventTransparency.TRANSPARENT,
  };
}
