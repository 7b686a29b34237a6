import { wordsIn } from '../../../site/locales/words.ts';
import { inPieces, type Yield } from '../../core/pieces.ts';
import { type DurationTally, outageStatuses, worstOf } from '../../domain/component/uptime.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { Uptime } from '../../snapshot/snapshot-uptime.ts';
import { fullName, leaves } from '../components.ts';
import { BYTE_ORDER_MARK, csvLine } from '../csv/line.ts';
import { inSeconds, percentOf } from './json.ts';
import { daysOfUptime, knownOn } from './uptime.ts';
import { correctionNotes } from './words.ts';

const HEAD = [
  'day',
  'component_id',
  'component',
  'uptime_percent',
  'status',
  'known_seconds',
  ...outageStatuses.map((status) => `${status}_seconds`),
  'incidents',
  'corrections',
];

/** One line per day and component, without days that have no record. RFC 4180. */
export async function uptimeCsv(
  s: Snapshot,
  uptime: Uptime,
  rest: Yield = inPieces(),
): Promise<string> {
  const days = daysOfUptime(s, uptime);
  let table = BYTE_ORDER_MARK + csvLine(HEAD);
  for (const component of leaves(s)) {
    await rest();
    const eventful = new Map(uptime.byComponent[component.id]?.days.map((day) => [day.at, day]));
    for (const [at, day] of days.entries()) {
      const eventfulDay = eventful.get(at);
      const tally: DurationTally = { ...eventfulDay, known: knownOn(uptime, day, [component.id]) };
      if (tally.known <= 0) continue;
      table += csvLine([
        day.day,
        component.id,
        fullName(s, component),
        percentOf(tally, uptime.weights) ?? '',
        worstOf(tally),
        inSeconds(tally.known),
        ...outageStatuses.map((status) => inSeconds(tally[status] ?? 0)),
        (eventfulDay?.incidents ?? []).map((id) => uptime.incidents[id] ?? '').join('; '),
        correctionNotes(wordsIn(), eventfulDay ?? {}).join('; '),
      ]);
    }
  }
  return table;
}
