import type { Component } from '../../../db/component/component.ts';
import type { ComponentRow, IncidentRows } from '../../../db/component/import.ts';
import type { IncidentRecord } from '../../../db/incident/timeline.ts';

export type ImportConflict = { id: string; name: string; why: string };

/** What an import does with each item, compared with what an earlier import stored. */
export type Sorted<T, S> = {
  added: T[];
  renewed: { item: T; stored: S }[];
  unchanged: number;
  conflicts: ImportConflict[];
};

type Stored = { id: string; pageId: string; revision: number; updatedAt: number };

function sortOut<T, S extends Stored>(
  items: readonly T[],
  known: readonly S[],
  pageId: string,
  facts: {
    of: (item: T) => { id: string; name: string; updatedAt: number };
    same: (item: T, stored: S) => boolean;
  },
): Sorted<T, S> {
  const byId = new Map(known.map((stored) => [stored.id, stored]));
  const sorted: Sorted<T, S> = { added: [], renewed: [], unchanged: 0, conflicts: [] };
  for (const item of items) {
    const { id, name, updatedAt } = facts.of(item);
    const stored = byId.get(id);
    const addConflict = (why: string) => sorted.conflicts.push({ id, name, why });
    if (!stored) sorted.added.push(item);
    else if (stored.pageId !== pageId)
      addConflict('its id belongs to another page of this installation');
    else if (updatedAt < stored.updatedAt && stored.revision === 1)
      sorted.unchanged++; // older than the stored one
    else if (facts.same(item, stored)) sorted.unchanged++;
    else if (stored.revision > 1) addConflict('it was changed here after an earlier import');
    else sorted.renewed.push({ item, stored });
  }
  return sorted;
}

export const sortComponents = (
  rows: readonly ComponentRow[],
  known: readonly Component[],
  pageId: string,
): Sorted<ComponentRow, Component> =>
  sortOut(rows, known, pageId, {
    of: (row) => row,
    same: (row, stored) => isUnchanged(stored, row),
  });

export const sortIncidents = (
  incidents: readonly IncidentRows[],
  known: readonly IncidentRecord[],
  pageId: string,
): Sorted<IncidentRows, IncidentRecord> =>
  sortOut(incidents, known, pageId, { of: (incident) => incident.row, same: sameIncident });

function sameIncident(incident: IncidentRows, stored: IncidentRecord): boolean {
  const updates = new Map(stored.updates.map((update) => [update.id, update]));
  return (
    isUnchanged(stored, incident.row) &&
    equal([...stored.componentIds].sort(), [...incident.componentIds].sort()) &&
    updates.size === incident.updates.length &&
    incident.updates.every(({ row, changes }) => {
      const update = updates.get(row.id);
      return (
        update !== undefined &&
        isUnchanged(update, row) &&
        update.changes.length === changes.length &&
        changes.every((change, i) => isUnchanged(update.changes[i], change))
      );
    })
  );
}

/** True when the stored row has every value that `row` names. */
const isUnchanged = (stored: object | undefined, row: object): boolean =>
  stored !== undefined &&
  Object.entries(row).every(([key, value]) => equal(stored[key as keyof object], value));

const equal = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
