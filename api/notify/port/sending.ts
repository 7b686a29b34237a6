import type { Db } from '../../../db/engine/client.ts';
import type { ChannelName } from '../../../db/schema/index.ts';
import type { Encryption } from '../../core/encryption.ts';
import type { Log } from '../../core/log.ts';
import type { Signer } from '../../core/secret.ts';
import type { Channel, DirectMailer } from './channel.ts';

/** Dependencies of the sender. */
export type SenderDeps = {
  db: Db;
  channels: readonly Channel[];
  directMailer: DirectMailer;
  signer: Signer;
  /** Decrypts the addresses of destinations. */
  encryption: Encryption;
  log: Log;
  newId: () => string;
  /** Names the holder of a lease, so that leases of dead processes can be found. */
  holder: string;
  /** For runs that may overlap: whether this one may send updates by the channel. Absent: yes. */
  mayHold?: (channel: ChannelName) => Promise<boolean>;
  /** A mail that takes longer than this, ms, is slow: others must not wait for it. 3 seconds if absent. */
  slowAfter?: number | undefined;
};

/** Dependencies for the work of one channel. */
export type ChannelDeps = SenderDeps & { channel: Channel };

export const CLAIMED_AT_ONCE = 8;
/** Subscribers per planning step. More would block the process and the write lock. */
export const PLANNED_AT_ONCE = 2000;
