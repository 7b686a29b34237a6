import type { Db } from './client.ts';
import { clearInstallValue, installValue, setInstallValue } from './page.ts';
import type { Statement } from './write.ts';

/** While this row is there nothing is planned and nothing is sent, by whichever process. */
export const SENDING_HELD = 'sending_held';

export const holdSending = (db: Db, why: string): Statement =>
  setInstallValue(db, SENDING_HELD, why);

/** Why nothing is sent; null while all is. */
export const heldBecause = (db: Db): Promise<string | null> => installValue(db, SENDING_HELD);

export const releaseHold = (db: Db): Statement => clearInstallValue(db, SENDING_HELD);
