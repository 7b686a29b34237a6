import { openLane } from '../../../db/channel/circuit-breaker.ts';
import { write } from '../../../db/engine/write.ts';
import { insertAudit } from '../../../db/page/page.ts';
import type { Actor } from '../../domain/response/role.ts';
import type { Publisher } from '../commit.ts';

/** A person says that mail may go on; where the trouble is still there, the lane closes anew. */
export async function reopenMail(
  on: Pick<Publisher, 'db' | 'clock' | 'newId' | 'wake'>,
  actor: Actor,
  pageId: string,
): Promise<void> {
  const now = on.clock();
  const change = { pageId, actor, at: now, action: 'reopen', subject: 'lane', subjectId: 'email' };
  await write(on.db, [...openLane(on.db, now), insertAudit(on.db, { id: on.newId(), ...change })]);
  on.wake();
}
