import type { Db } from '../engine/client.ts';
import type { Statement } from '../engine/write.ts';
import { clearInstallValue, installValue, setInstallValue } from '../page/page.ts';

/** While this row is there nothing is planned and nothing is sent, by whichever process. */
export const SENDING_PAUSED = 'sending_held';

export const pauseSending = (db: Db, why: string): Statement =>
  setInstallValue(db, SENDING_PAUSED, why);

/** Why nothing is sent; null while all is. */
export const pauseReason = (db: Db): Promise<string | null> => installValue(db, SENDING_PAUSED);

export const resumeSending = (db: Db): Statement => clearInstallValue(db, SENDING_PAUSED);

const RESTORING = 'restoring';

/** Belongs before the first row of a restore: which dump it is that this database is filled from. */
export const beginRestore = (db: Db, digest: string): Statement =>
  setInstallValue(db, RESTORING, digest);

/** The dump that a restore has begun to put here; null where none was cut off. */
export const unfinishedRestore = (db: Db): Promise<string | null> => installValue(db, RESTORING);

export const endRestore = (db: Db): Statement => clearInstallValue(db, RESTORING);
