import { findSeries, scheduledOf, updateSeries } from '../../../db/maintenance.ts';
import type { Actor } from '../../domain/role.ts';
import { notFound } from '../../problem.ts';
import { commit, type Publisher } from '../context.ts';
import { patchIncident } from '../incident/patch.ts';
import type { IncidentPatch } from '../input.ts';

/** No further occurrence is made, and those that wait from `from` on are called off, each by a notice. */
export async function stopSeries(
  on: Publisher,
  actor: Actor,
  pageId: string,
  seriesId: string,
  from: number,
  notice: IncidentPatch,
): Promise<void> {
  const series = await findSeries(on.db, pageId, seriesId);
  if (!series) throw notFound('series');
  const at = on.clock();
  const change = { pageId, actor, at, subject: 'series', subjectId: seriesId };
  if (series.endedAt === null)
    await commit(
      on,
      { ...change, action: 'end', before: { endedAt: null }, after: { endedAt: at } },
      [updateSeries(on.db, seriesId, series.revision, { endedAt: at })],
    );
  const waiting = await scheduledOf(on.db, seriesId);
  for (const one of waiting.filter(({ scheduledFor }) => (scheduledFor ?? at) >= from))
    await patchIncident(on, actor, pageId, one.id, notice);
}
