import { createIncident } from '../../../api/actions/incident/index.ts';
import { NewIncident } from '../../../api/actions/incident/input.ts';
import { publishingDeps } from './publishing.ts';

/** A process that publishes one incident after the other, until it is killed; it is never sure of the last. */
const [url = '', pageId = '', baseUrl = '', secret = '', from = '0'] = process.argv.slice(2);
const deps = publishingDeps(url, baseUrl, secret);
const lead = { kind: 'user', id: 'lead', name: 'Lea Lead', role: 'owner' } as const;
process.stdout.write('ready\n');
/** It must not outlive the test, should that be killed. */
const parent = process.ppid;
for (let n = Number(from); process.ppid === parent; n++) {
  const input = NewIncident.parse({ name: `Trouble ${n}`, state: 'investigating', body: 'Known.' });
  const idempotencyKey = { key: `press-${n}`, requestHash: `hash-${n}` };
  await createIncident(deps, lead, pageId, input, { idempotencyKey });
  process.stdout.write(`${n}\n`);
}
