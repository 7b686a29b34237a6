import { type Statement, violated } from '../../../db/engine/write.ts';
import { findIdempotent, insertIdempotent } from '../../../db/incident/incident.ts';
import { Problem } from '../../core/problem.ts';
import type { Publisher } from '../commit.ts';

/** One press of a button, or one POST, however often it arrives. */
export type Retry = { key: string; requestHash: string };

/** The incident that this very request has already written; null when it is new. */
export async function answered(
  on: Publisher,
  pageId: string,
  retry: Retry | undefined,
): Promise<string | null> {
  const stored = retry && (await findIdempotent(on.db, pageId, retry.key));
  if (!stored) return null;
  if (stored.requestHash !== retry.requestHash)
    throw new Problem(
      'conflict',
      'This Idempotency-Key was used for another request. Send a new key for a new incident.',
    );
  return stored.subjectId;
}

/** Writes once per key: `run` gets the row to remember it by, for its own batch. */
export async function once(
  on: Publisher,
  pageId: string,
  retry: Retry | undefined,
  subjectId: string,
  run: (remember: Statement[]) => Promise<void>,
): Promise<string> {
  const row = retry && { pageId, ...retry, subjectId, createdAt: on.clock() };
  try {
    await run(row ? [insertIdempotent(on.db, row)] : []);
    return subjectId;
  } catch (error) {
    // The same request was committed by another process between our look and our write.
    const twin = violated(error)?.startsWith('idempotency.') === true;
    const first = twin ? await answered(on, pageId, retry) : null;
    if (first) return first;
    throw error;
  }
}
