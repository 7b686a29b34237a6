import type { Statement } from '../../../db/engine/write.ts';
import { acknowledgeByWork } from '../../../db/obligation/acknowledge.ts';
import { deletedAt, findIncidentRow, type IncidentRow } from '../../../db/room/event.ts';
import { notFound, Problem } from '../../core/problem.ts';
import type { Actor } from '../../domain/response/role.ts';
import type { Change } from '../commit.ts';
import { commitInternal, type DraftChange } from '../draft/commit-internal.ts';

/** Dependencies of a write in the room: readers see nothing of it, so there is no snapshot. */
export type RoomChange = DraftChange;

/** Where something happens: an incident of a page. */
export type RoomKey = { pageId: string; incidentId: string };

/** Clocks of scripts may be this much ahead. */
const SKEW = 60_000;

export async function requireIncident(
  { db }: Pick<RoomChange, 'db'>,
  pageId: string,
  id: string,
): Promise<IncidentRow> {
  const row = await findIncidentRow(db, pageId, id);
  if (row) return row;
  if ((await deletedAt(db, pageId, id)) === null) throw notFound('incident');
  throw wasDeleted();
}

const wasDeleted = () =>
  new Problem(
    'not_found',
    'This incident was deleted. Nothing was saved; copy your text if you still need it.',
  );

/** Like `commitInternal`, with a plain refusal where the incident is deleted at the same moment. */
export async function commitRoom(
  deps: RoomChange,
  change: Change,
  statements: readonly Statement[],
): Promise<{ visible: true }> {
  try {
    await commitInternal(deps, change, [...statements, ...workIn(change)]);
  } catch (error) {
    const isGone = error instanceof Error && /FOREIGN KEY constraint failed/.test(error.message);
    throw isGone ? wasDeleted() : error;
  }
  return { visible: true };
}

/** A person who writes an internal update, or anything after a lapse, has acknowledged the incident. */
const workIn = ({ actor, subjectId, at, action }: Change): Statement[] =>
  actor.kind === 'user'
    ? [
        acknowledgeByWork(subjectId, {
          at,
          by: actor.name,
          isUpdate: action === 'internal_update',
        }),
      ]
    : [];

/** A change of an incident's room, for the audit log. */
export const roomChange = (
  deps: Pick<RoomChange, 'clock'>,
  actor: Actor,
  { id: subjectId, pageId }: IncidentRow,
  rest: Pick<Change, 'action'> & Partial<Pick<Change, 'before' | 'after'>>,
): Change => ({ pageId, actor, at: deps.clock(), subject: 'room', subjectId, ...rest });

/** A time in the past, or now. Throws for a time in the future. */
export function pastTime(at: number, now: number, field = 'at'): number {
  if (at > now + SKEW) {
    const sentence = 'This time is in the future. Enter when it happened, or leave it out for now.';
    throw new Problem('invalid', sentence, { [field]: sentence });
  }
  return Math.min(at, now);
}
