import { storeMails } from '../../../../db/delivery/mailbox.ts';
import type { Db } from '../../../../db/engine/client.ts';
import { inFull, type Mailer } from '../../port/mailer.ts';

/** Stores mails in the database, for /admin/mail. No mail account is needed. */
export function localMailbox(given: { db: Db; newId: () => string; clock: () => number }): Mailer {
  return {
    name: 'local',
    maxBatch: 100,
    maxConcurrency: 1,
    keyed: true,
    async send(mails, key) {
      const createdAt = given.clock();
      await storeMails(
        given.db,
        mails.map(({ id: _, idHost: __, ...mail }, index) => ({
          id: given.newId(),
          idempotencyKey: `${key}/${index}`,
          ...mail,
          html: inFull(mail.html),
          text: inFull(mail.text),
          createdAt,
        })),
      );
      return { kind: 'sent', failures: [] };
    },
  };
}
