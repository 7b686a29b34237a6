import type { Permits } from '../../../../db/channel/rate-limit.ts';
import type { ClaimedBatch } from '../../../../db/delivery/batch/claim.ts';
import type { Recipient } from '../../../../db/schema/index.ts';

/** A claimed batch that may be sent: its recipients are fixed, and it has a permit. */
export type Begun = {
  next: ClaimedBatch;
  recipientSnapshot: Recipient[];
  token: string;
  permits: Permits;
  /** When its permit was granted, by this process's clock. */
  since: number;
};
