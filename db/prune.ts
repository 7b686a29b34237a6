import { and, lt, sql } from 'drizzle-orm';
import { endedDrafts } from './draft/draft.ts';
import type { Db } from './engine/client.ts';
import { write } from './engine/write.ts';
import { attempt, idempotency, inboundEvent, letter } from './schema/index.ts';

/** That owners were told of a lane, for as long as it stays closed: they are told once. */
const isRemembered = sql`(${letter.kind} = 'operator'
  and exists (select 1 from lane where closed_since is not null))`;

/** Drops what nothing asks for any more: ended counts and drafts, old idempotency keys and events, letters long settled. */
export async function prune(db: Db, before: number): Promise<void> {
  await write(db, [
    db.delete(attempt).where(lt(attempt.until, before)),
    endedDrafts(db, before),
    db.delete(idempotency).where(lt(idempotency.createdAt, before)),
    db.delete(inboundEvent).where(lt(inboundEvent.receivedAt, before)),
    db.delete(letter).where(and(lt(letter.sentAt, before), sql`not ${isRemembered}`)),
  ]);
}
