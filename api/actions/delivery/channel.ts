import { closeCircuit } from '../../../db/channel/circuit-breaker.ts';
import { write } from '../../../db/engine/write.ts';
import { insertAudit } from '../../../db/page/page.ts';
import type { Actor } from '../../domain/response/role.ts';
import type { Publisher } from '../commit.ts';

/** A person says that mail may go on; where the trouble is still there, the lane closes anew. */
export async function reopenMail(
  deps: Pick<Publisher, 'db' | 'clock' | 'newId' | 'wake'>,
  actor: Actor,
  pageId: string,
): Promise<void> {
  const now = deps.clock();
  const change = { pageId, actor, at: now, action: 'reopen', subject: 'lane', subjectId: 'email' };
  await write(deps.db, [
    ...closeCircuit(deps.db, now),
    insertAudit(deps.db, { id: deps.newId(), ...change }),
  ]);
  deps.wake();
}
