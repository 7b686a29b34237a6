import { LRUCache } from 'lru-cache';
import type { Db } from '../../../db/engine/client.ts';
import { pieceBy, type RunQuery } from '../../core/pieces.ts';
import { outageProblem, Problem } from '../../core/problem.ts';
import { TimeoutError, TotalTimeoutError } from '../../core/timeout.ts';
import { happensAt } from '../../domain/incident/incident.ts';
import { type ChartSpan, type Charts, rangeOf } from '../../domain/metric/chart.ts';
import type { Search } from '../../domain/text/search.ts';
import { monthOf } from '../../domain/time/format.ts';
import { SECOND } from '../../domain/time/time.ts';
import type { Snapshot, SnapshotIncident } from '../snapshot.ts';
import type { Uptime } from '../snapshot-uptime.ts';
import { historyCharts, historyMeasured, type Measured } from './charts.ts';
import { historyIncident, historyMonth, historyUptime, incidentIn, type Month } from './history.ts';
import { type HistoryPart, historyPart, knownOf, knownPart } from './search.ts';

const ASK_AGAIN = 5 * SECOND;
const ABOUT = 20;

/** `doubtful`: the database could not confirm it. Show it with its age, and do not cache it. */
type CachedHistory<T> = { value: T | null; doubtful: boolean };
type Value = Month | SnapshotIncident | SnapshotIncident[] | Uptime | Charts | Measured[];

/**
 * Everything older than the snapshot. Without the database: what this process has read of the same
 * version, or what the snapshot itself contains.
 */
export class HistoryCache {
  readonly #db: Db;
  readonly #clock: () => number;
  readonly #cache = new LRUCache<string, { value: Value | null }>({ max: 200 });

  /** The database is not asked again before this: one reader has already waited for it. */
  #awayUntil = 0;

  constructor(db: Db, clock: () => number) {
    this.#db = db;
    this.#clock = clock;
  }

  async incident(snapshot: Snapshot, id: string): Promise<CachedHistory<SnapshotIncident>> {
    const value = incidentIn(snapshot, id);
    if (value) return { value, doubtful: false };
    const read = (piece: RunQuery) => piece(() => historyIncident(this.#db, snapshot, id));
    return this.#read(snapshot, id, read, () => null);
  }

  month(snapshot: Snapshot, month: string, part = 1): Promise<CachedHistory<Month>> {
    const read = (piece: RunQuery) => historyMonth(this.#db, snapshot, { month, part }, piece);
    const instead = () => (part === 1 ? knownMonth(snapshot, month) : null);
    return this.#read(snapshot, `${month}/${part}`, read, instead);
  }

  /** The newest incidents of a component, or of the members of a group. */
  about(snapshot: Snapshot, ids: readonly string[]): Promise<CachedHistory<SnapshotIncident[]>> {
    const search = { terms: [], componentIds: ids };
    const read = async (piece: RunQuery) =>
      (await historyPart(this.#db, snapshot, null, ABOUT, search, piece)).incidents;
    const instead = () => knownPart(snapshot, null, ABOUT, search).incidents;
    return this.#read(snapshot, `about ${ids}`, read, instead);
  }

  /** Not cached, since searches have no end. Without the database, searches the snapshot. */
  async found(
    snapshot: Snapshot,
    search: Search,
    before: string | null,
    most: number,
  ): Promise<{ value: HistoryPart; doubtful: boolean }> {
    try {
      const value = await this.#ask((piece) =>
        historyPart(this.#db, snapshot, before, most, search, piece),
      );
      return { value, doubtful: false };
    } catch (error) {
      if (!outageProblem(error)) throw error;
      return { value: knownPart(snapshot, before, most, search), doubtful: true };
    }
  }

  uptime(snapshot: Snapshot, period: string): Promise<CachedHistory<Uptime>> {
    const read = () => historyUptime(this.#db, snapshot, period);
    return this.#read(snapshot, `uptime ${period}`, read, () => null);
  }

  /** Charts up to now. Without the database, those that were last drawn, or none. */
  charts(snapshot: Snapshot, span: ChartSpan, only?: string): Promise<CachedHistory<Charts>> {
    const now = this.#clock();
    const read = (piece: RunQuery) => historyCharts(this.#db, snapshot, { span, now, only }, piece);
    const none = () => ({ span, ...rangeOf(span, now), readAt: now, charts: [], isAway: true });
    return this.#read(snapshot, `charts ${span} ${only ?? ''}`, read, none);
  }

  /** What health checks measured. Without the database, what was last read, or nothing. */
  measured(snapshot: Snapshot): Promise<CachedHistory<Measured[]>> {
    const read = (piece: RunQuery) => historyMeasured(this.#db, snapshot, this.#clock(), piece);
    return this.#read(snapshot, 'measured', read, () => []);
  }

  async #ask<T>(read: (piece: RunQuery) => Promise<T>): Promise<T> {
    if (this.#clock() < this.#awayUntil) throw new TimeoutError();
    this.#awayUntil = 0;
    try {
      return await read(pieceBy());
    } catch (error) {
      if (!(error instanceof TotalTimeoutError)) this.#awayUntil = this.#clock() + ASK_AGAIN;
      throw error;
    }
  }

  async #read<T extends Value>(
    snapshot: Snapshot,
    what: string,
    read: (piece: RunQuery) => Promise<T | null>,
    instead: () => T | null,
  ): Promise<CachedHistory<T>> {
    const key = `${snapshot.page.id}:${snapshot.audience}:${snapshot.version}:${what}`;
    try {
      const value = await this.#ask(read);
      this.#cache.set(key, { value });
      return { value, doubtful: false };
    } catch (error) {
      const cached = this.#cache.get(key);
      if (cached) return { value: cached.value as T | null, doubtful: true }; // the key names its kind
      const known = instead();
      if (known) return { value: known, doubtful: true };
      throw new Problem(
        'unavailable',
        'Older incidents can’t be loaded right now. See the front page for the current status.',
        {},
        { cause: error },
      );
    }
  }
}

/** Names no other months: the snapshot does not know all of them. */
function knownMonth(snapshot: Snapshot, month: string): Month | null {
  const incidents = knownOf(snapshot).filter(
    (i) => monthOf(happensAt(i), snapshot.page.timeZone) === month,
  );
  return incidents.length > 0
    ? { month, incidents, part: 1, parts: 1, later: [], older: null, newer: null, partial: true }
    : null;
}
