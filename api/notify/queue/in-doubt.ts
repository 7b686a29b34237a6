import type { ClaimedBatch } from '../../../db/delivery/batch.ts';

/** Put aside after an attempt whose end nobody knows; one that a crash ended has begun its progress. */
export const isInDoubt = (batch: ClaimedBatch['chunk']): boolean =>
  batch.frozen !== null && batch.deferred === null;
