import type { TestReport } from '../../api/domain/delivery/mail-test.ts';
import type { Db } from '../engine/client.ts';
import type { Statement } from '../engine/write.ts';
import { installValue, setInstallValue } from '../page/page.ts';

/** The last test mail; `way` is a signature of the mail settings it was sent with. */
export type StoredTest = TestReport & { way: string; at: number; to: string };

const TEST = 'mail_test';
const DISMISSED = 'mail_test_dismissed';

export const storeTest = (db: Db, test: StoredTest): Statement =>
  setInstallValue(db, TEST, JSON.stringify(test));

export async function lastTest(db: Db): Promise<StoredTest | null> {
  const stored = await installValue(db, TEST);
  return stored === null ? null : (JSON.parse(stored) as StoredTest); // only storeTest writes it
}

/** Stops recommending a test of the settings with this signature. */
export const dismissTest = (db: Db, way: string): Statement => setInstallValue(db, DISMISSED, way);

export const dismissedTest = (db: Db): Promise<string | null> => installValue(db, DISMISSED);
