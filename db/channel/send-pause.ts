import type { Db } from '../engine/client.ts';
import type { Statement } from '../engine/write.ts';
import { clearInstallValue, installValue, setInstallValue } from '../page/page.ts';

/** While this row exists, no process plans or sends anything. */
export const SENDING_PAUSED = 'sending_held';

export const pauseSending = (db: Db, why: string): Statement =>
  setInstallValue(db, SENDING_PAUSED, why);

/** Why sending is paused; null when it is not. */
export const pauseReason = (db: Db): Promise<string | null> => installValue(db, SENDING_PAUSED);

export const resumeSending = (db: Db): Statement => clearInstallValue(db, SENDING_PAUSED);

const RESTORING = 'restoring';

/** Part of the first batch of a restore: stores which dump it restores. */
export const beginRestore = (db: Db, digest: string): Statement =>
  setInstallValue(db, RESTORING, digest);

/** The dump of an interrupted restore; null without one. */
export const unfinishedRestore = (db: Db): Promise<string | null> => installValue(db, RESTORING);

export const endRestore = (db: Db): Statement => clearInstallValue(db, RESTORING);
