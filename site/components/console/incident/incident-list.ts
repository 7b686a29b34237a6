import type { IncidentKind } from '../../../../api/domain/incident/incident.ts';
import type { Db } from '../../../../db/engine/client.ts';
import { listIncidents } from '../../../../db/incident/incident.ts';

const PER_PAGE = 50;

/** One page of a list, `?page=2`, and whether there is an older one. */
export async function incidentsAt(url: URL, db: Db, pageId: string, kind: IncidentKind) {
  const asked = Math.trunc(Number(url.searchParams.get('page'))) || 1;
  const number = Math.min(Math.max(1, asked), 100_000);
  const part = { kind, limit: PER_PAGE, page: number, peek: true };
  const found = await listIncidents(db, pageId, part);
  return { number, incidents: found.slice(0, PER_PAGE), more: found.length > PER_PAGE };
}
