import { z } from 'zod';
import { DAY } from '../../time/time.ts';
import { storableBody } from '../body.ts';
import { alertStatuses, type InboundAlert, labelsIn, timeOf } from '../inbound.ts';

/** Of a file, with what multipart adds. */
export const MAX_HISTORY_BYTES = 5 * 1024 * 1024;
export const HISTORY_TOO_LARGE =
  'The file is larger than 5 MB. Leave older alerts out, or split it into several files.';

/** How far back a file reaches, from its newest line. */
const MAX_AGE = 30 * DAY;
/** How many lines are listed that can’t be read. */
const LISTED = 5;
/** Clocks may be this much ahead, in ms. */
const SKEW = 60_000;

/** A delivery as its sender sent it, or an alert of our own list. */
type HistoryEntry = { at: number } & (
  | { body: unknown }
  | { source: { id: string; name: string }; alert: InboundAlert }
);

export type HistoryLine = HistoryEntry & { place: string };

export type HistoryFile = {
  /** In the order of their times. */
  lines: HistoryLine[];
  /** Lines that are older than 30 days, and left out. */
  older: number;
  wrong: WrongLines;
};

/** Lines that can’t be read; of the first ones, why. */
export class WrongLines {
  count = 0;
  readonly first: { place: string; why: string }[] = [];

  add(place: string, why: string): void {
    this.count++;
    if (this.first.length < LISTED) this.first.push({ place, why });
  }
}

/** Reads one file; a sentence where it is none. `rest` lets other work go on between lines. */
export async function readHistory(
  text: string,
  now: number,
  rest: () => Promise<void> = async () => {},
): Promise<HistoryFile | string> {
  const items = itemsIn(text);
  if (typeof items === 'string') return items;
  const wrong = new WrongLines();
  const found: HistoryLine[] = [];
  for (const { place, read } of items) {
    await rest();
    const entries = entriesOf(read(), now);
    if (typeof entries === 'string') wrong.add(place, entries);
    else for (const entry of entries) found.push({ ...entry, place });
  }
  const newest = found.reduce((last, { at }) => Math.max(last, at), 0);
  const lines = found.filter(({ at }) => at >= newest - MAX_AGE).sort((a, b) => a.at - b.at);
  return { lines, wrong, older: found.length - lines.length };
}

type Item = { place: string; read: () => unknown };

function itemsIn(text: string): Item[] | string {
  const given = text.replace(/^\uFEFF/, '').trim();
  if (given === '') return 'The file is empty.';
  if (!given.startsWith('['))
    return given.split('\n').flatMap((line, i) => {
      const read = () => jsonOf(line);
      return line.trim() === '' ? [] : [{ place: `Line ${i + 1}`, read }];
    });
  const list = jsonOf(given);
  if (!Array.isArray(list))
    return 'The file begins like a JSON array, but is none. Check that it is complete.';
  return list.map((value, i) => ({ place: `Entry ${i + 1}`, read: () => value }));
}

/** Undefined for what is no JSON. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const Texts = z.record(z.string(), z.unknown()).nullish();
const ListedAlert = z.looseObject({
  first_seen_at: z.string(),
  starts_at: z.string(),
  ends_at: z.string().nullish(),
  fingerprint: z.string().min(1),
  status: z.enum(alertStatuses),
  title: z.string(),
  severity: z.string().nullish(),
  group_key: z.string().nullish(),
  labels: Texts,
  annotations: Texts,
  source: z.looseObject({ id: z.string().min(1), name: z.string() }),
});

/** One line: a delivery, or an alert from its start to its end. A sentence where it is neither. */
function entriesOf(given: unknown, now: number): HistoryEntry[] | string {
  if (given === undefined) return 'This isn’t JSON.';
  const value = storableBody(given);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return 'Expected an object such as {"at": "2026-11-20T10:00:00Z", "body": {…}}.';
  if ('first_seen_at' in value) return listedEntries(value, now);
  const { at: time, body } = value as { at?: unknown; body?: unknown };
  const at = timeOf(time);
  if (at === null) return '“at” must be a time such as 2026-11-20T10:00:00Z.';
  if (at > now + SKEW) return '“at” is in the future.';
  if (typeof body !== 'object' || body === null)
    return '“body” must be what the sender sent, as an object.';
  return [{ at, body }];
}

function listedEntries(value: object, now: number): HistoryEntry[] | string {
  const parsed = ListedAlert.safeParse(value);
  if (!parsed.success)
    return `“${parsed.error.issues[0]?.path.join('.')}” is missing or wrong.`.slice(0, 200);
  const { source, labels, annotations, severity, ...given } = parsed.data;
  const [at, startsAt, endsAt] = [given.first_seen_at, given.starts_at, given.ends_at].map(timeOf);
  if (at === null || at === undefined) return '“first_seen_at” must be a time.';
  if (at > now + SKEW) return '“first_seen_at” is in the future.';
  const alert: InboundAlert = {
    ...{ fingerprint: given.fingerprint, episode: String(startsAt), title: given.title },
    ...{ groupKey: given.group_key ?? '', severity: severity ?? '', links: [] },
    ...{ labels: labelsIn(labels), annotations: labelsIn(annotations), status: 'firing' },
    ...{ startsAt: startsAt ?? at, endsAt: null, changedAt: at },
  };
  const from = { source: { id: source.id, name: source.name } };
  const firing: HistoryEntry = { ...from, at, alert };
  if (!endsAt) return [firing];
  const overAt = Math.min(Math.max(endsAt, at), now);
  const over = { ...alert, status: 'resolved' as const, endsAt, changedAt: overAt };
  return [firing, { ...from, at: overAt, alert: over }];
}
