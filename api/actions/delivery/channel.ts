import { closeCircuit } from '../../../db/channel/circuit-breaker.ts';
import { write } from '../../../db/engine/write.ts';
import { insertAudit } from '../../../db/page/page.ts';
import type { Actor } from '../../domain/response/role.ts';
import type { Publisher } from '../commit.ts';

/** Closes the circuit by hand: mail goes out again. If the cause is still there, the circuit opens again. */
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
