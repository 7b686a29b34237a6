import { and, inArray, sql } from 'drizzle-orm';
import type { SnapshotAudience } from '../../api/domain/page/scope.ts';
import { hasAllTerms, type Term } from '../../api/domain/text/search.ts';
import type { Db } from '../engine/client.ts';
import { incident, incidentUpdate, publicText } from '../schema/index.ts';
import { visibleAudiences } from './current.ts';

export type Piece = <T>(query: () => Promise<T>) => Promise<T>;

/** Texts that contain a term of the index, which treats it as a plain string. */
export async function textsSaying(
  db: Db,
  term: Term,
  step: number,
  piece: Piece,
): Promise<Set<number>> {
  const phrase = `"${term.replaceAll('"', '""')}"`;
  const found = new Set<number>();
  for (let last = 0; ; ) {
    const after = last;
    const [row] = await piece(() =>
      db.all<{ ids: string }>(sql`select json_group_array(id) as ids from (
        select rowid as id from public_words
        where public_words match ${phrase} and rowid > ${after} order by rowid limit ${step})`),
    );
    const ids = JSON.parse(row?.ids ?? '[]') as number[]; // rowids, as selected
    for (const id of ids) found.add(id);
    last = ids.at(-1) ?? last;
    if (ids.length < step) return found;
  }
}

/** Searches the texts themselves for a term that is too short for the index. */
export async function naming(db: Db, incidentIds: string[], term: Term): Promise<string[]> {
  const pattern = `%${term.replace(/[\\%_]/g, '\\$&')}%`;
  const rows = await db
    .selectDistinct({ id: publicText.incidentId })
    .from(publicText)
    .where(
      and(
        inArray(publicText.incidentId, incidentIds),
        sql`${publicText.text} like ${pattern} escape '\\'`,
      ),
    );
  return rows.map(({ id }) => id);
}

/**
 * Reads the texts that an audience may see: the index has those of readers only, so that nothing
 * else can be found through it.
 */
export async function sayingAll(
  db: Db,
  incidentIds: string[],
  audience: SnapshotAudience,
  terms: readonly Term[],
): Promise<string[]> {
  const [names, updates] = await db.batch([
    db
      .select({ id: incident.id, text: incident.name, translations: incident.translations })
      .from(incident)
      .where(inArray(incident.id, incidentIds)),
    db
      .select({
        id: incidentUpdate.incidentId,
        text: incidentUpdate.body,
        translations: incidentUpdate.translations,
      })
      .from(incidentUpdate)
      .where(
        and(
          inArray(incidentUpdate.incidentId, incidentIds),
          inArray(incidentUpdate.audience, visibleAudiences[audience]),
        ),
      ),
  ]);
  const textsById = Map.groupBy([...names, ...updates], ({ id }) => id);
  return incidentIds.filter((id) =>
    hasAllTerms(
      (textsById.get(id) ?? [])
        .flatMap(({ text, translations }) => [text, ...Object.values(translations ?? {})])
        .join('\n'),
      terms,
    ),
  );
}
