import type { Db } from '../../../db/engine/client.ts';
import { idsBefore } from '../../../db/public/search.ts';
import { pieceBy, type RunQuery } from '../../core/pieces.ts';
import { happensAt } from '../../domain/incident/incident.ts';
import { pageScopeOf } from '../../domain/page/scope.ts';
import { countTerms, type Search } from '../../domain/text/search.ts';
import { incidentsIn } from '../incident.ts';
import type { Snapshot, SnapshotComponent, SnapshotIncident } from '../snapshot.ts';

/** A part of the history, newest first, and the incident before which the next part begins. */
export type HistoryPart = { incidents: SnapshotIncident[]; next: string | null };

/** Results and their search. */
export type SearchResults = HistoryPart & {
  q: string;
  terms: readonly string[];
  component: SnapshotComponent | null;
  before: string | null;
  /** Only the snapshot was searched, since the database was away. */
  partial: boolean;
};

/** Search results, from the newest on or from before an incident on. */
export async function historyPart(
  db: Db,
  snapshot: Snapshot,
  before: string | null,
  most: number,
  search: Search = { terms: [], componentIds: null },
  piece: RunQuery = pieceBy(),
): Promise<HistoryPart> {
  const scope = pageScopeOf(snapshot);
  const ids = await idsBefore(db, { ...scope, before }, most + 1, search, piece);
  return partOf(await incidentsIn(db, scope, ids, piece), most);
}

/** The same, from what the snapshot itself contains. */
export function knownPart(
  snapshot: Snapshot,
  before: string | null,
  most: number,
  { terms, componentIds }: Search,
): HistoryPart {
  const all = knownOf(snapshot).filter(
    (one) =>
      (!componentIds || one.componentIds.some((id) => componentIds.includes(id))) &&
      countTerms(textOf(one), terms) === terms.length,
  );
  const from = before === null ? 0 : all.findIndex((one) => one.id === before) + 1;
  return partOf(all.slice(from, from + most + 1), most);
}

const partOf = (found: SnapshotIncident[], most: number): HistoryPart => {
  const incidents = found.slice(0, most);
  return { incidents, next: found.length > most ? (incidents.at(-1)?.id ?? null) : null };
};

const textOf = ({ name, translations, updates }: SnapshotIncident): string =>
  [
    name,
    ...Object.values(translations ?? {}),
    ...updates.flatMap((one) => [one.body, ...Object.values(one.translations ?? {})]),
  ].join('\n');

/** Everything in the snapshot by when it happened, newest first. */
export const knownOf = ({ incidents, maintenances }: Snapshot): SnapshotIncident[] =>
  [...incidents, ...maintenances].sort((a, b) => happensAt(b) - happensAt(a));
