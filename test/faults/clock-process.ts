import { publishDue } from '../../api/actions/draft/schedule.ts';
import { publishingDeps } from './publishing.ts';

/** A process that publishes by the clock what is due, until it is killed. */
const [url = '', baseUrl = '', secret = ''] = process.argv.slice(2);
const deps = publishingDeps(url, baseUrl, secret);
process.stdout.write('ready\n');
/** It must not outlive the test, should that be killed. */
const parent = process.ppid;
while (process.ppid === parent) await publishDue(deps);
