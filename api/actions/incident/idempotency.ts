import { type Statement, violated } from '../../../db/engine/write.ts';
import { findIdempotent, insertIdempotent } from '../../../db/incident/idempotency.ts';
import { Problem } from '../../core/problem.ts';
import type { Committed, Publisher } from '../commit.ts';

/** What the key is stored with. */
type Keys = Pick<Publisher, 'db' | 'clock'>;

/** Identifies one submission of a form, or one POST, however often it arrives. */
export type IdempotencyKey = { key: string; requestHash: string };

/** The incident that was written, now or by the same request before. */
export type Published = Committed & { id: string };

/** The id of what this request has already written; null for a new request. */
export async function findReplay(
  deps: Keys,
  pageId: string,
  idempotencyKey: IdempotencyKey | undefined,
): Promise<string | null> {
  const stored = idempotencyKey && (await findIdempotent(deps.db, pageId, idempotencyKey.key));
  if (!stored) return null;
  if (stored.requestHash !== idempotencyKey.requestHash)
    throw new Problem(
      'conflict',
      'This Idempotency-Key was already used for another request. Send a new key for a new request.',
    );
  return stored.subjectId;
}

/** Writes once per key. `run` gets the row that stores the key, to add to its own batch. */
export async function withIdempotency(
  deps: Keys,
  pageId: string,
  idempotencyKey: IdempotencyKey | undefined,
  subjectId: string,
  run: (recordKey: Statement[]) => Promise<Committed>,
): Promise<Published> {
  const row = idempotencyKey && { pageId, ...idempotencyKey, subjectId, createdAt: deps.clock() };
  try {
    const committed = await run(row ? [insertIdempotent(deps.db, row)] : []);
    return { id: subjectId, ...committed };
  } catch (error) {
    // Another process committed the same request between the read and the write.
    const isDuplicate = violated(error)?.startsWith('idempotency.') === true;
    const first = isDuplicate ? await findReplay(deps, pageId, idempotencyKey) : null;
    if (first) return { id: first, visible: true };
    throw error;
  }
}
