import { wordsIn } from '../../../site/locales/words.ts';
import { inPieces, type Rest } from '../../core/pieces.ts';
import { type DurationTally, outageStatuses, worstOf } from '../../domain/component/uptime.ts';
import type { Snapshot, Uptime } from '../../snapshot/snapshot.ts';
import { fullName, leaves } from '../components.ts';
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

/** Without it Excel does not read UTF-8. */
const BOM = '\uFEFF';

/** One line per day and component, without days that have no record. RFC 4180. */
export async function uptimeCsv(
  s: Snapshot,
  uptime: Uptime,
  rest: Rest = inPieces(),
): Promise<string> {
  const days = daysOfUptime(s, uptime);
  let table = BOM + lineOf(HEAD);
  for (const component of leaves(s)) {
    await rest();
    const eventful = new Map(uptime.lives[component.id]?.days.map((day) => [day.at, day]));
    for (const [at, day] of days.entries()) {
      const eventfulDay = eventful.get(at);
      const tally: DurationTally = { ...eventfulDay, known: knownOn(uptime, day, [component.id]) };
      if (tally.known <= 0) continue;
      table += lineOf([
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

const lineOf = (cells: (string | number)[]): string => `${cells.map(cell).join(',')}\r\n`;

/** An apostrophe keeps spreadsheets from reading a text as a formula. */
function cell(value: string | number): string {
  if (typeof value === 'number') return `${value}`;
  const inert = /^[=+\-@＝＋－＠\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
