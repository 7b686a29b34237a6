import type { Db } from '../../../db/engine/client.ts';
import type { Log } from '../../core/log.ts';
import type { Signer } from '../../core/secret.ts';
import type { Mailer } from './mailer.ts';

/** Dependencies of the sender. */
export type SenderDeps = {
  db: Db;
  mailer: Mailer;
  signer: Signer;
  /** Absolute, without a trailing slash: the origin of all links in mails. */
  baseUrl: string;
  from: string;
  log: Log;
  newId: () => string;
  /** Names the holder of a lease, so that leases of dead processes can be found. */
  holder: string;
  /** For runs that may overlap: whether this one may send updates. Absent: yes. */
  mayHold?: () => Promise<boolean>;
};

export const CLAIMED_AT_ONCE = 8;
/** Subscribers per planning step. More would block the process and the write lock. */
export const PLANNED_AT_ONCE = 2000;
