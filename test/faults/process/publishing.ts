import { makeDeps } from '../../../api/context/make-deps.ts';
import { readConfig } from '../../../api/core/env.ts';
import { newId } from '../../../api/core/id.ts';
import { localMailbox } from '../../../api/notify/channels/email/local.ts';
import { openDb } from '../../../db/engine/client.ts';

/** What a process of its own publishes with. */
export function publishingDeps(
  url: string,
  baseUrl: string,
  secret: string,
  clock: () => number = Date.now,
) {
  const db = openDb({ url });
  return makeDeps({
    config: readConfig({ BASE_URL: baseUrl, DATABASE_URL: url }),
    db,
    mailer: localMailbox({ db, newId, clock }),
    clock,
    secret,
    buildId: 'test',
    log: () => {},
  });
}
