import { closeCircuit } from '../../../db/channel/circuit-breaker.ts';
import { write } from '../../../db/engine/write.ts';
import { insertAudit } from '../../../db/page/page.ts';
import type { Actor } from '../../domain/response/role.ts';
import type { Publisher } from '../commit.ts';

/** Closes the circuit of a channel by hand. If the cause is still there, the circuit opens again. */
export async function reopenChannel(
  deps: Pick<Publisher, 'db' | 'clock' | 'newId' | 'wake'>,
  actor: Actor,
  pageId: string,
  channel: string,
): Promise<void> {
  const now = deps.clock();
  const subject = { subject: 'lane', subjectId: channel };
  const change = { pageId, actor, at: now, action: 'reopen', ...subject };
  await write(deps.db, [
    ...closeCircuit(deps.db, channel, now),
    insertAudit(deps.db, { id: deps.newId(), ...change }),
  ]);
  deps.wake();
}
