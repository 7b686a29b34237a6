import { and, desc, eq, gt, inArray, isNull, lt, ne, type SQL, sql } from 'drizzle-orm';
import type { Audience } from '../../api/domain/incident/incident.ts';
import type { Locale } from '../../api/domain/text/locale.ts';
import type { Translations } from '../../api/domain/text/translation.ts';
import type { Db } from '../engine/client.ts';
import { incident, incidentComponent, incidentUpdate } from '../schema/index.ts';

/** An incident that is named beside the uptime of one of its components. */
export type AffectingIncident = Pick<typeof incident.$inferSelect, 'id' | 'name' | 'impact'> & {
  locale?: Locale | null;
  translations?: Translations | null;
  componentId: string;
  fromAt: number;
  toAt: number | null;
};

/** How many incidents that are over get their names in the days. Open ones always do. */
export const MAX_NAMED = 1000;

type Span = { from: number; to: number };

const began = sql<number>`coalesce(${incident.scheduledFor}, ${incident.startedAt})`;

/** Closed within the span. Each half of the condition uses one range of an index. */
export const endedIn = ({ from, to }: Span) =>
  and(gt(incident.resolvedAt, from), lt(incident.startedAt, to));

export const isNameable = (audiences: Audience[], { to }: Span) =>
  and(
    lt(began, to),
    ne(incident.state, 'scheduled'),
    inArray(incident.audience, audiences),
    sql`exists (select 1 from ${incidentUpdate} where ${incidentUpdate.incidentId} = ${incident.id}
      and ${inArray(incidentUpdate.audience, audiences)})`,
    sql`exists (select 1 from ${incidentComponent} where ${incidentComponent.incidentId} = ${incident.id})`,
  );

/** One row for each component of each, the newest first. */
export const namedWhere = (db: Db, which: SQL | undefined) =>
  db
    .select({
      id: incident.id,
      name: incident.name,
      impact: incident.impact,
      locale: incident.locale,
      translations: incident.translations,
      componentId: incidentComponent.componentId,
      fromAt: began,
      toAt: incident.resolvedAt,
    })
    .from(incident)
    .innerJoin(incidentComponent, eq(incidentComponent.incidentId, incident.id))
    .where(which)
    .orderBy(desc(began), desc(incident.id));

/** Read at once, so that no query keeps other requests waiting. */
const IDS_AT_ONCE = 200;
const NAMES_AT_ONCE = 50;

/** The same as one query for all, in queries of few rows each. */
export async function namedInPieces(
  db: Db,
  pageId: string,
  audiences: Audience[],
  span: Span,
  piece: <T>(query: () => Promise<T>) => Promise<T>,
): Promise<AffectingIncident[]> {
  const here = and(eq(incident.pageId, pageId), isNameable(audiences, span));
  const ids = () => db.select({ id: incident.id, at: incident.resolvedAt }).from(incident);
  const open = await piece(() => ids().where(and(here, isNull(incident.resolvedAt))));
  const closed: typeof open = [];
  while (closed.length < MAX_NAMED) {
    const last = closed.at(-1);
    const older = last && sql`(${incident.resolvedAt}, ${incident.id}) < (${last.at}, ${last.id})`;
    const limit = Math.min(IDS_AT_ONCE, MAX_NAMED - closed.length);
    const some = await piece(() =>
      ids()
        .where(and(here, endedIn(span), older))
        .orderBy(desc(incident.resolvedAt), desc(incident.id))
        .limit(limit),
    );
    closed.push(...some);
    if (some.length < limit) break;
  }
  const named: AffectingIncident[] = [];
  const all = [...open, ...closed].map(({ id }) => id);
  for (let i = 0; i < all.length; i += NAMES_AT_ONCE) {
    const some = all.slice(i, i + NAMES_AT_ONCE);
    named.push(...(await piece(() => namedWhere(db, inArray(incident.id, some)))));
  }
  return named.sort((a, b) => b.fromAt - a.fromAt || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0));
}
