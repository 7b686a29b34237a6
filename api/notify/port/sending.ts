import type { Db } from '../../../db/engine/client.ts';
import type { Log } from '../../core/log.ts';
import type { Signer } from '../../core/secret.ts';
import type { Mailer } from './mailer.ts';

/** What the sender needs of the outside. */
export type SenderDeps = {
  db: Db;
  mailer: Mailer;
  signer: Signer;
  /** Absolute, without a trailing slash: the origin of every link in a mail. */
  baseUrl: string;
  from: string;
  log: Log;
  newId: () => string;
  /** Who holds a lease, so that a dead process's can be told from a living one's. */
  holder: string;
  /** Where runs may overlap: whether this one is to send updates. Absent: it is. */
  mayHold?: () => Promise<boolean>;
};

export const CLAIMED_AT_ONCE = 8;
/** Subscribers planned in one step: more would hold up the process and the write lock. */
export const PLANNED_AT_ONCE = 2000;
