import { pauseReason, resumeSending, unfinishedRestore } from '../../../db/channel/send-pause.ts';
import { write } from '../../../db/engine/write.ts';
import { insertAudit } from '../../../db/page/page.ts';
import { Problem } from '../../core/problem.ts';
import type { Actor } from '../../domain/response/role.ts';
import type { Publisher } from '../commit.ts';

/** Resumes sending after a restore. False when sending was not paused. */
export async function releaseSending(
  deps: Pick<Publisher, 'db' | 'clock' | 'newId' | 'wake'>,
  actor: Actor,
  pageId: string,
): Promise<boolean> {
  const why = await pauseReason(deps.db);
  if (why === null) return false;
  if ((await unfinishedRestore(deps.db)) !== null)
    throw new Problem(
      'conflict',
      'The restore was interrupted. Run it again with the same file, then resume sending.',
    );
  const subject = { subject: 'sending', subjectId: pageId };
  const entry = {
    id: deps.newId(),
    pageId,
    at: deps.clock(),
    actor,
    action: 'release',
    ...subject,
  };
  await write(deps.db, [insertAudit(deps.db, { ...entry, before: why }), resumeSending(deps.db)]);
  deps.wake();
  return true;
}
