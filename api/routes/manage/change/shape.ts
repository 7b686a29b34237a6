import type { SystemChange } from '../../../../db/change/change.ts';
import type { Component } from '../../../../db/component/component.ts';
import { isoTime } from '../../../domain/time/iso.ts';
import type { RoomSystemChange } from '../../../reads/change/changes.ts';

/** A change of the team's systems. Archived components are left out. */
export const changeShape = (row: SystemChange, all: readonly Component[]) => ({
  id: row.id,
  page_id: row.pageId,
  kind: row.kind,
  ref: row.ref,
  by: row.by,
  url: row.url,
  at: isoTime(row.at),
  components: all
    .filter(({ id }) => row.componentIds.includes(id))
    .map(({ id, name }) => ({ id, name })),
  environment: row.environment || null,
  outcome: row.outcome,
  source: row.source,
  created_at: isoTime(row.createdAt),
});

export const roomChangeShape = (row: RoomSystemChange, all: readonly Component[]) => ({
  ...changeShape(row, all),
  affects_same_component: row.isRelated,
  suspect: row.suspect && { by: row.suspect.by, at: isoTime(row.suspect.at) },
});
