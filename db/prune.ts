import { lt } from 'drizzle-orm';
import type { Db } from './client.ts';
import { endedDrafts } from './draft.ts';
import { attempt, idempotency, inboundEvent, letter } from './schema/index.ts';
import { write } from './write.ts';

/** Drops what nothing asks for any more: ended counts and drafts, old idempotency keys and events, letters long settled. */
export async function prune(db: Db, before: number): Promise<void> {
  await write(db, [
    db.delete(attempt).where(lt(attempt.until, before)),
    endedDrafts(db, before),
    db.delete(idempotency).where(lt(idempotency.createdAt, before)),
    db.delete(inboundEvent).where(lt(inboundEvent.receivedAt, before)),
    db.delete(letter).where(lt(letter.sentAt, before)),
  ]);
}
