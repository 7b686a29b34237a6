import type { Component } from '../../../db/component/component.ts';
import {
  changesBy,
  deleteIntervals,
  type IncidentRows,
  type Interval,
  insertIntervals,
} from '../../../db/component/import.ts';
import type { Db } from '../../../db/engine/client.ts';
import type { Statement } from '../../../db/engine/write.ts';
import { sha256 } from '../../core/secret.ts';
import {
  clippedAt,
  intervalsOfChanges,
  type StatusChange,
  type StatusInterval,
} from '../../domain/component/interval.ts';

type Subject = Pick<Component, 'id' | 'pageId' | 'createdAt' | 'updatedAt' | 'status'>;

/** The id is derived from the content, so that the next import recognizes the interval. */
const idOf = async (componentId: string, fromAt: number): Promise<string> =>
  BigInt(`0x${await sha256(`imported ${componentId} ${fromAt}`)}`)
    .toString(36)
    .slice(0, 12);

/** Intervals recorded by publishing here, not by an import. */
export async function recordedHere(stored: readonly Interval[]): Promise<Interval[]> {
  const ids = await Promise.all(stored.map((row) => idOf(row.componentId, row.fromAt)));
  return stored.filter((row, i) => row.id !== ids[i]);
}

/** Rebuilds the imported intervals of these components, up to the start of their own record. */
export async function intervalStatements(
  db: Db,
  subjects: readonly Subject[],
  stored: readonly Interval[],
  changesByComponent: ReadonlyMap<string, StatusChange[]>,
): Promise<Statement[]> {
  const here = new Set(await recordedHere(stored));
  const of = Map.groupBy(stored, (row) => row.componentId);
  const drop: string[] = [];
  const insert: Interval[] = [];
  for (const subject of subjects) {
    const rows = of.get(subject.id) ?? [];
    const begins = rows.findIndex((row) => here.has(row));
    const own = begins < 0 ? [] : rows.slice(begins);
    const imported = begins < 0 ? rows : rows.slice(0, begins);
    const recorded = intervalsOfChanges(subject, changesByComponent.get(subject.id) ?? []);
    const wanted = await rowsOf(subject, own[0] ? clippedAt(recorded, own[0].fromAt) : recorded);
    if (JSON.stringify(wanted.map(facts)) === JSON.stringify(imported.map(facts))) continue;
    drop.push(...imported.map((row) => row.id));
    insert.push(...wanted);
  }
  return [...deleteIntervals(db, drop), ...insertIntervals(db, insert)];
}

const rowsOf = (subject: Subject, intervals: StatusInterval[]): Promise<Interval[]> =>
  Promise.all(
    intervals.map(async (interval) => ({
      id: await idOf(subject.id, interval.fromAt),
      pageId: subject.pageId,
      componentId: subject.id,
      correctedAt: null,
      note: null,
      cause: interval.updateId === null ? 'person' : 'update',
      ...interval,
    })),
  );

const facts = ({ id, status, fromAt, toAt, updateId }: Interval) => [
  id,
  status,
  fromAt,
  toAt,
  updateId,
];

/** Status changes by component, from this history and from earlier imports. */
export async function reportedChanges(
  db: Db,
  author: string,
  componentIds: readonly string[],
  incidents: readonly IncidentRows[],
): Promise<Map<string, StatusChange[]>> {
  const replaced = new Set(incidents.map((incident) => incident.row.id));
  const earlier = await changesBy(db, author, componentIds);
  const now = incidents.flatMap(({ updates }) =>
    updates.flatMap(({ row, changes }) =>
      changes.map((change) => ({ ...change, at: row.displayAt })),
    ),
  );
  return Map.groupBy(
    [...earlier.filter((change) => !replaced.has(change.incidentId)), ...now],
    (change) => change.componentId,
  );
}
