import { write } from '../../../db/engine/write.ts';
import { expiredSubscribers } from '../../../db/subscriber/retention.ts';
import { erasing } from './erase.ts';
import type { Register } from './sign-up.ts';

/** In one minute; a page with more of them needs more minutes. */
const AT_ONCE = 200;

/**
 * Erases addresses that were never confirmed, and those of people who left, after the page’s
 * retention period. Of the latter a keyed hash stays, so that an import asks them first.
 */
export async function sweepSubscribers(
  deps: Pick<Register, 'db' | 'clock' | 'newId' | 'signer'>,
): Promise<void> {
  const expired = await expiredSubscribers(deps.db, deps.clock(), AT_ONCE);
  for (const [pageId, people] of Map.groupBy(expired, (one) => one.pageId))
    await write(deps.db, await erasing(deps, pageId, people));
}
