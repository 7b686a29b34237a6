import { and, asc, desc, eq, exists, gte, inArray, lt, lte, or, type SQL, sql } from 'drizzle-orm';
import type { Audience } from '../api/domain/incident.ts';
import { happensAt } from '../api/domain/incident.ts';
import { isIndexed, type Search, type Term } from '../api/domain/search.ts';
import type { Db } from './client.ts';
import { toldOn, toldOnes, voices } from './public.ts';
import { incident, incidentComponent, publicText } from './schema/index.ts';
import { type IncidentRecord, timelines } from './timeline.ts';

/** The whole history, as far as an audience may see it, by when each happened. */

/** As `happensAt` of the domain. An index knows this expression. */
const happened = sql<number>`coalesce(${incident.scheduledFor}, ${incident.startedAt})`;

const inOrder = (records: IncidentRecord[]): IncidentRecord[] =>
  records.sort((a, b) => happensAt(b) - happensAt(a) || (a.id < b.id ? 1 : -1));

/** One incident however old; null when this audience may not see it. */
export async function publicIncident(
  db: Db,
  pageId: string,
  audience: Audience,
  id: string,
): Promise<IncidentRecord | null> {
  const only = and(eq(incident.id, id), eq(incident.pageId, pageId));
  const [found] = await timelines(db, voices[audience], only);
  return found && found.updates.length > 0 ? found : null;
}

/** What happened in `[from, to)`, newest first. */
export async function publicIncidentsBetween(
  db: Db,
  pageId: string,
  audience: Audience,
  from: number,
  to: number,
): Promise<IncidentRecord[]> {
  const within = and(eq(incident.pageId, pageId), gte(happened, from), lt(happened, to));
  return inOrder(toldOnes(await timelines(db, voices[audience], within)));
}

/** The newest `most` of what is searched for, or the newest of those older than the incident `before`. */
export async function publicIncidentsBefore(
  db: Db,
  pageId: string,
  audience: Audience,
  before: string | null,
  most: number,
  search: Search = { terms: [], componentIds: null },
): Promise<IncidentRecord[]> {
  const told = toldOn(pageId, audience);
  const chosen = db
    .select({ id: incident.id })
    .from(incident)
    .where(
      and(told, before === null ? undefined : olderThan(before, told), ...matching(db, search)),
    )
    .orderBy(desc(happened), desc(incident.id))
    .limit(most);
  return inOrder(await timelines(db, voices[audience], inArray(incident.id, chosen)));
}

/** One that this audience may not see, or that is not there, is older than everything. */
function olderThan(id: string, told: SQL | undefined): SQL | undefined {
  const its = sql<number>`(select ${happened} from ${incident} where ${and(eq(incident.id, id), told)})`;
  return and(lte(happened, its), or(lt(happened, its), lt(incident.id, id)));
}

const matching = (db: Db, { terms, componentIds }: Search): SQL[] => [
  ...(componentIds ? [inArray(incident.id, about(db, componentIds))] : []),
  ...terms.map((term) =>
    isIndexed(term) ? inArray(incident.id, saying(db, term)) : exists(naming(db, term)),
  ),
];

const about = (db: Db, componentIds: readonly string[]) =>
  db
    .select({ id: incidentComponent.incidentId })
    .from(incidentComponent)
    .where(inArray(incidentComponent.componentId, [...componentIds]));

/** To the index a term is a string, whatever it looks like. */
function saying(db: Db, term: Term) {
  const phrase = `"${term.replaceAll('"', '""')}"`;
  return db
    .select({ id: publicText.incidentId })
    .from(publicText)
    .where(
      sql`${publicText.id} in (select rowid from public_words where public_words match ${phrase})`,
    );
}

/** A shorter one is looked for in the texts of the incidents that fit otherwise, until there are enough. */
function naming(db: Db, term: Term) {
  const pattern = `%${term.replace(/[\\%_]/g, '\\$&')}%`;
  return db
    .select({ id: publicText.id })
    .from(publicText)
    .where(
      and(
        eq(publicText.incidentId, incident.id),
        sql`${publicText.text} like ${pattern} escape '\\'`,
      ),
    );
}

/** When the last one before `from` happened, and the first one from `to` on: where history goes on. */
export async function publicStartsAround(
  db: Db,
  pageId: string,
  audience: Audience,
  from: number,
  to: number,
): Promise<{ before: number | null; after: number | null }> {
  const told = toldOn(pageId, audience);
  const nearest = (side: SQL, order: SQL) =>
    db.select({ at: happened }).from(incident).where(and(told, side)).orderBy(order).limit(1);
  const [[before], [after]] = await db.batch([
    nearest(lt(happened, from), desc(happened)),
    nearest(gte(happened, to), asc(happened)),
  ]);
  return { before: before?.at ?? null, after: after?.at ?? null };
}
