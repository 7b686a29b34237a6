import type { Db } from '../../../db/engine/client.ts';
import { listSchedules } from '../../../db/on-call/schedule.ts';
import { whoIsOnCall } from '../../domain/on-call/who-is-on-call.ts';

/** Ids of the members who are on call at an instant, by schedule of these pages. */
export async function peopleOnCall(
  db: Db,
  pages: readonly string[],
  at: number,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const schedules = await Promise.all(pages.map((pageId) => listSchedules(db, pageId, at)));
  return new Map(schedules.flat().map((one) => [one.id, whoIsOnCall(one, at).people]));
}
