import { reachOf } from '../../../db/channel/channel.ts';
import type { Db } from '../../../db/engine/client.ts';
import { findCorrections } from '../../../db/page/page.ts';

export type Corrections = Awaited<ReturnType<typeof readCorrections>>;

/** What an update said before it was corrected, and how many people another mail would reach. */
export async function readCorrections(db: Db, pageId: string, updateId: string) {
  const [before, reach] = await Promise.all([
    findCorrections(db, pageId, updateId),
    reachOf(db, pageId),
  ]);
  return { before, reach };
}
