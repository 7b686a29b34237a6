import { draftsOfDeleted } from '../../../db/draft/ended.ts';
import type { Db } from '../../../db/engine/client.ts';
import { listIncidents } from '../../../db/incident/incident.ts';
import type { IncidentKind } from '../../domain/incident/incident.ts';

/** What a person looks for: some words, or only what is not over. */
export type IncidentSearch = { q: string; open: boolean };

const PER_PAGE = 50;

export type IncidentList = Awaited<ReturnType<typeof readIncidents>>;

/**
 * One page of the incidents, newest first, or of the maintenance, the next one first; `page` counts
 * from 1. The first page of incidents also has the drafts of deleted ones.
 */
export async function readIncidents(
  db: Db,
  pageId: string,
  {
    kind,
    page,
    personId,
    search = { q: '', open: false },
  }: { kind: IncidentKind; page: number; personId: string; search?: IncidentSearch },
) {
  const [found, endedDrafts] = await Promise.all([
    listIncidents(db, pageId, {
      ...{ kind, limit: PER_PAGE, page, peek: true, personId, q: search.q },
      filter: search.open ? 'open' : 'all',
      soonestFirst: kind === 'maintenance',
    }),
    kind === 'incident' && page === 1 && !search.q && !search.open
      ? draftsOfDeleted(db, pageId)
      : [],
  ]);
  const incidents = found.slice(0, PER_PAGE);
  return { number: page, search, incidents, more: found.length > PER_PAGE, endedDrafts };
}
