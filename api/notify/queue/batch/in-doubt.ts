import type { ClaimedBatch } from '../../../../db/delivery/batch/claim.ts';

/** True after an attempt whose outcome is unknown. If a crash interrupted it, its progress has begun. */
export const isInDoubt = (batch: ClaimedBatch['batch']): boolean =>
  batch.recipientSnapshot !== null && batch.deferred === null;
