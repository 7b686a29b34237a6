import { and, desc, eq, exists, inArray, lt, lte, or, type SQL, sql } from 'drizzle-orm';
import { type PageScope, readers, type SnapshotAudience } from '../../api/domain/page/scope.ts';
import { isIndexed, type Search, type Term } from '../../api/domain/text/search.ts';
import { type Db, isFar } from '../engine/client.ts';
import { incident, incidentComponent, publicText } from '../schema/index.ts';
import { onPageById, reportedOn, visibleAudiences } from './current.ts';
import { naming, type Piece, sayingAll, textsSaying } from './search-texts.ts';

/** Like `happensAt` of the domain. An index has this expression. */
export const happened = sql<number>`coalesce(${incident.scheduledFor}, ${incident.startedAt})`;
type Place = { id: string; at: number };

/** A file is read on the thread that serves readers, so in small steps; a server at once. */
const stepsFor = (db: Db) =>
  isFar(db) ? { incidents: 5000, texts: 100_000 } : { incidents: 100, texts: 2000 };

/**
 * The newest `most` results, or the newest before the incident `before`. No single query reads more
 * than one step, whatever the words and the size of the history.
 */
export async function idsBefore(
  db: Db,
  { pageId, audience, before }: PageScope & { before: string | null },
  most: number,
  { terms, componentIds }: Search,
  piece: Piece,
): Promise<string[]> {
  const isReported = reportedOn(pageId, audience, onPageById(pageId));
  const steps = stepsFor(db);
  let from: Place | null = null;
  if (before !== null) {
    from = (await piece(() => placeOf(db, and(eq(incident.id, before), isReported)))) ?? null;
    if (!from) return [];
  }
  const words: Set<number>[] = [];
  const isInIndex = (term: Term) => audience === readers && isIndexed(term);
  for (const term of terms.filter(isInIndex)) {
    const rows = await textsSaying(db, term, steps.texts, piece);
    if (rows.size === 0) return [];
    words.push(rows);
  }
  const rarest = words.toSorted((a, b) => a.size - b.size)[0];
  const few = rarest && rarest.size <= steps.incidents ? rarest : null;
  const within = few && (await piece(() => incidentsOf(db, [...few])));
  const others = terms.filter((term) => !isInIndex(term));
  const isFiltered = terms.length > 0 || componentIds !== null;
  const step = isFiltered ? steps.incidents : most;
  const found: string[] = [];
  while (found.length < most) {
    const older: Place | null = from;
    const places = await piece(() => placesFrom(db, { pageId, audience, older, within, step }));
    let ids = places.map(({ id }) => id);
    if (ids.length > 0) ids = await piece(() => visibleOf(db, ids, isReported, componentIds));
    if (words.length > 0 && ids.length > 0) {
      const texts = await piece(() => textsOf(db, ids));
      ids = ids.filter((id) =>
        words.every((rows) => texts.some((text) => text.incidentId === id && rows.has(text.id))),
      );
    }
    if (audience === readers)
      for (const term of others) {
        if (ids.length === 0) break;
        ids = await piece(() => naming(db, ids, term));
      }
    else if (others.length > 0 && ids.length > 0)
      ids = await piece(() => sayingAll(db, ids, audience, others));
    const matching = new Set(ids);
    found.push(...places.flatMap(({ id }) => (matching.has(id) ? [id] : [])));
    from = places.at(-1) ?? null;
    if (places.length < step) break;
  }
  return found.slice(0, most);
}

async function placeOf(db: Db, which: SQL | undefined): Promise<Place | undefined> {
  const [place] = await db.select({ id: incident.id, at: happened }).from(incident).where(which);
  return place;
}

type Walk = {
  pageId: string;
  audience: SnapshotAudience;
  older: Place | null;
  /** Limits the search to these ids; null for all. */
  within: string[] | null | undefined;
  step: number;
};

const placesFrom = (db: Db, { pageId, audience, older, within, step }: Walk): Promise<Place[]> =>
  db
    .select({ id: incident.id, at: happened })
    .from(incident)
    .where(
      and(
        eq(incident.pageId, pageId),
        inArray(incident.audience, visibleAudiences[audience]),
        within ? inArray(incident.id, within) : undefined,
        older
          ? and(lte(happened, older.at), or(lt(happened, older.at), lt(incident.id, older.id)))
          : undefined,
      ),
    )
    .orderBy(desc(happened), desc(incident.id))
    .limit(step);

async function visibleOf(
  db: Db,
  ids: string[],
  isReported: SQL | undefined,
  componentIds: readonly string[] | null,
): Promise<string[]> {
  const about = db
    .select({ id: incidentComponent.componentId })
    .from(incidentComponent)
    .where(
      and(
        eq(incidentComponent.incidentId, incident.id),
        inArray(incidentComponent.componentId, [...(componentIds ?? [])]),
      ),
    );
  const rows = await db
    .select({ id: incident.id })
    .from(incident)
    .where(and(inArray(incident.id, ids), isReported, componentIds ? exists(about) : undefined));
  return rows.map(({ id }) => id);
}

const textsOf = (db: Db, incidentIds: string[]): Promise<{ id: number; incidentId: string }[]> =>
  db
    .select({ id: publicText.id, incidentId: publicText.incidentId })
    .from(publicText)
    .where(inArray(publicText.incidentId, incidentIds));

async function incidentsOf(db: Db, texts: number[]): Promise<string[]> {
  const rows = await db
    .selectDistinct({ id: publicText.incidentId })
    .from(publicText)
    .where(inArray(publicText.id, texts));
  return rows.map(({ id }) => id);
}
