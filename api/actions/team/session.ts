import { write } from '../../../db/engine/write.ts';
import { insertAudit } from '../../../db/page/page.ts';
import { deleteOtherSessions, deleteSession, useSession } from '../../../db/team/session.ts';
import type { Deps } from '../../context/deps.ts';
import type { Actor } from '../../domain/response/role.ts';
import { MINUTE } from '../../domain/time/time.ts';

type SessionDeps = Pick<Deps, 'db' | 'clock' | 'newId' | 'log'>;

const PRECISION = 10 * MINUTE;

/** Signs a member out on one of their devices, or with `others` everywhere but in the session with this token. */
export async function endSessions(
  deps: SessionDeps,
  actor: Actor,
  pageId: string,
  which: { id: string } | { others: string },
): Promise<void> {
  const entry = { id: deps.newId(), pageId, at: deps.clock(), actor, subject: 'session' };
  const action = 'id' in which ? 'end' : 'end others';
  const [ended] = await write(deps.db, [
    'id' in which
      ? deleteSession(deps.db, actor.id, which.id)
      : deleteOtherSessions(deps.db, actor.id, which.others),
  ]);
  if (!ended?.rowsAffected) return;
  await write(deps.db, [insertAudit(deps.db, { ...entry, action, subjectId: actor.id })]);
  deps.log('info', 'sessions ended', { member: actor.id, count: ended.rowsAffected });
}

/** When a session was last used, to ten minutes. A failure is ignored. */
export async function noteSessionUse(
  deps: Pick<SessionDeps, 'db'>,
  session: { id: string; lastActiveAt: number },
): Promise<void> {
  const now = Date.now(); // better-auth writes sessions with this clock
  if (session.lastActiveAt > now - PRECISION) return;
  await write(deps.db, [useSession(deps.db, session.id, now, now - PRECISION)]).catch(() => {});
}
