import type { Db } from '../engine/client.ts';
import { dbNow } from '../engine/clock.ts';
import type { Statement } from '../engine/write.ts';
import { type DirectMail, directMail, type MailText } from '../schema/index.ts';

/** A mail whose id names what it is about: sent once, however often it is written. */
export const insertDirectMailIfAbsent = (
  db: Db,
  mail: Pick<DirectMail, 'id' | 'pageId' | 'kind' | 'to'> & MailText,
  now: number,
): Statement =>
  db
    .insert(directMail)
    .values({ ...mail, dueAt: dbNow, createdAt: now })
    .onConflictDoNothing();
