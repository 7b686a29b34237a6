import { hostname } from 'node:os';
import { endLeases, leasesHeld } from '../../../db/delivery/lease.ts';
import type { Db } from '../../../db/engine/client.ts';

/** `host/pid/nonce`: tells this process's leases from those of one that died on this machine. */
export const holderName = (nonce: string): string => `${hostname()}/${process.pid}/${nonce}`;

/** After a crash nobody waits for a lease to run out: its holder is known to be dead. */
export async function releaseDeadHolders(db: Db, own: string): Promise<void> {
  for (const [holder, ids] of await leasesHeld(db))
    if (isDead(holder, own)) await endLeases(db, holder, ids);
}

function isDead(holder: string, own: string): boolean {
  const [host, pid = ''] = holder.split('/');
  if (holder === own || host !== hostname() || !/^\d+$/.test(pid)) return false;
  if (Number(pid) === process.pid) return true;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    // ESRCH: no such process. EPERM: it lives, and is somebody else's.
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
