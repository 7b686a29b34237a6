import { heldBecause, releaseHold, unfinishedRestore } from '../../../db/channel/send-pause.ts';
import { write } from '../../../db/engine/write.ts';
import { insertAudit } from '../../../db/page/page.ts';
import { Problem } from '../../core/problem.ts';
import type { Actor } from '../../domain/response/role.ts';
import type { Publisher } from '../commit.ts';

/** Lets mail go out that a restore has held; false where nothing was held. */
export async function releaseSending(
  on: Pick<Publisher, 'db' | 'clock' | 'newId' | 'wake'>,
  actor: Actor,
  pageId: string,
): Promise<boolean> {
  const why = await heldBecause(on.db);
  if (why === null) return false;
  if ((await unfinishedRestore(on.db)) !== null)
    throw new Problem(
      'conflict',
      'The restore into this database was cut off. Run it again with the same file, then release.',
    );
  const subject = { subject: 'sending', subjectId: pageId };
  const entry = { id: on.newId(), pageId, at: on.clock(), actor, action: 'release', ...subject };
  await write(on.db, [insertAudit(on.db, { ...entry, before: why }), releaseHold(on.db)]);
  on.wake();
  return true;
}
