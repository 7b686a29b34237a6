import { makeDeps, newId } from '../../api/deps.ts';
import { readConfig } from '../../api/env.ts';
import { localMailbox } from '../../api/notify/transports/local.ts';
import { createIncident } from '../../api/publish/incident.ts';
import { NewIncident } from '../../api/publish/input.ts';
import { openDb } from '../../db/client.ts';

/** A process that publishes one incident after the other, until it is killed; it is never sure of the last. */
const [url = '', pageId = '', baseUrl = '', secret = '', from = '0'] = process.argv.slice(2);
const db = openDb({ url });
const deps = makeDeps({
  config: readConfig({ BASE_URL: baseUrl, DATABASE_URL: url }),
  db,
  mailer: localMailbox({ db, newId, clock: Date.now }),
  secret,
  buildId: 'test',
  log: () => {},
});
const lead = { kind: 'user', id: 'lead', name: 'Lea Lead', role: 'owner' } as const;
process.stdout.write('ready\n');
for (let n = Number(from); ; n++) {
  const input = NewIncident.parse({ name: `Trouble ${n}`, state: 'investigating', body: 'Known.' });
  const retry = { key: `press-${n}`, requestHash: `hash-${n}` };
  await createIncident(deps, lead, pageId, input, retry);
  process.stdout.write(`${n}\n`);
}
