import { Temporal } from 'temporal-polyfill';
import { wordsIn } from '../../../site/locales/words.ts';
import { wholeText } from '../../../templates/event.ts';
import { wholeLinks } from '../../../templates/markdown/markdown.ts';
import { inPieces, type Yield } from '../../core/pieces.ts';
import { zoneName } from '../../domain/time/format.ts';
import type { Snapshot, SnapshotIncident } from '../../snapshot/snapshot.ts';
import { markedMoment, markedSpan } from '../marks.ts';
import { listedComponents, pageDocument } from '../statuspage-v2.ts';
import { linksOf } from '../updates.ts';

/** A month, `2026-11`, and the incidents that began in it. */
export type HistoryMonth = { month: string; incidents: SnapshotIncident[] };

/** Statuspage's `/history.json`: newest month first, times as HTML. */
export async function historyJson(s: Snapshot, months: HistoryMonth[], rest: Yield = inPieces()) {
  const monthsOfPage = [];
  for (const { month, incidents } of months) {
    const first = Temporal.PlainYearMonth.from(month).toPlainDate({ day: 1 });
    const items = [];
    for (const i of incidents) {
      await rest();
      items.push({
        code: i.id,
        name: i.name,
        message: messageOf(s, i),
        impact: i.impact,
        timestamp: timestamp(i, s.page.timeZone),
      });
    }
    monthsOfPage.push({
      name: first.toLocaleString('en-US', { month: 'long', calendar: 'iso8601' }),
      year: first.year,
      starts_on: first.dayOfWeek % 7,
      days: first.daysInMonth,
      incidents: items,
    });
  }
  return {
    components: listedComponents(s),
    months: monthsOfPage,
    page_status: { page: pageDocument(s) },
  };
}

function messageOf({ page }: Snapshot, incident: SnapshotIncident): string {
  const [newest] = incident.updates;
  if (!newest) return '';
  const text = wholeText(wordsIn(page.locale), newest, page.timeZone);
  return wholeLinks(text, linksOf({ page }, incident));
}

function timestamp(i: SnapshotIncident, zone: string): string {
  const from = i.scheduledFor ?? i.startedAt;
  const until = i.resolvedAt ?? i.scheduledUntil;
  return until === null || until < from
    ? `${markedMoment(from, zone)} ${zoneName(from, zone)}`
    : markedSpan(from, until, zone);
}
