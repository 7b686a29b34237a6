import type { ClaimedChunk } from '../../../db/delivery/batch.ts';

/** Put aside after an attempt whose end nobody knows; one that a crash ended has begun its progress. */
export const isInDoubt = (chunk: ClaimedChunk['chunk']): boolean =>
  chunk.frozen !== null && chunk.deferred === null;
