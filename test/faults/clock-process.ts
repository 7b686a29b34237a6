import { makeDeps, newId } from '../../api/deps.ts';
import { readConfig } from '../../api/env.ts';
import { localMailbox } from '../../api/notify/transports/local.ts';
import { publishDue } from '../../api/publish/drafts/schedule.ts';
import { openDb } from '../../db/client.ts';

/** A process that publishes by the clock what is due, until it is killed. */
const [url = '', baseUrl = '', secret = ''] = process.argv.slice(2);
const db = openDb({ url });
const deps = makeDeps({
  config: readConfig({ BASE_URL: baseUrl, DATABASE_URL: url }),
  db,
  mailer: localMailbox({ db, newId, clock: Date.now }),
  secret,
  buildId: 'test',
  log: () => {},
});
process.stdout.write('ready\n');
for (;;) await publishDue(deps);
