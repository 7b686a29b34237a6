import { write } from '../../../db/engine/write.ts';
import { findMetrics, noteNewest } from '../../../db/metric/metric.ts';
import { storePoints } from '../../../db/metric/point.ts';
import { outageProblem, Problem, refused } from '../../core/problem.ts';
import { inSlots, MAX_POINTS, type Point, timeProblem } from '../../domain/metric/points.ts';
import type { Publisher } from '../commit.ts';

/**
 * Stores values of several metrics in one batch: all or none. They change no version of the page,
 * and are not in the audit log, as results of checks are not.
 */
export async function addPoints(
  { db, clock }: Pick<Publisher, 'db' | 'clock'>,
  pageId: string,
  given: ReadonlyMap<string, readonly Point[]>,
): Promise<Map<string, Point[]>> {
  const count = [...given.values()].reduce((sum, points) => sum + points.length, 0);
  if (count > MAX_POINTS)
    throw refused({ data: `Send at most ${MAX_POINTS.toLocaleString('en-US')} values at once.` });
  const now = clock();
  for (const points of given.values())
    for (const { at } of points) {
      const wrong = timeProblem(at, now);
      if (wrong) throw refused({ timestamp: wrong });
    }
  const found = await findMetrics(db, pageId, [...given.keys()]);
  const slots = new Map<string, Point[]>();
  for (const [id, points] of given) {
    const metric = found.find((one) => one.id === id);
    if (!metric) throw new Problem('not_found', `There is no metric ${id.slice(0, 40)}.`);
    if (metric.source !== 'posted')
      throw refused({ data: `“${metric.name}” shows a health check. Its values can’t be sent.` });
    slots.set(id, inSlots(points));
  }
  const statements = [...slots].flatMap(([id, points]) => [
    ...storePoints(id, points),
    ...(points.length > 0 ? [noteNewest(db, id, points.at(-1)?.at ?? 0)] : []),
  ]);
  if (statements.length === 0) return slots;
  try {
    await write(db, statements);
  } catch (error) {
    throw outageProblem(error) ?? error;
  }
  return slots;
}
