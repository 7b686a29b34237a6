import { hostname } from 'node:os';
import { endLeases, leasesHeld } from '../../../db/delivery/lease.ts';
import type { Db } from '../../../db/engine/client.ts';

/** `host/pid/nonce`: tells this process's leases from those of a dead process on the same host. */
export const holderName = (nonce: string): string => `${hostname()}/${process.pid}/${nonce}`;

/** Ends the leases of dead processes at once, so that nobody waits for them to expire. */
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
    // ESRCH: no such process. EPERM: it runs, under another user.
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
