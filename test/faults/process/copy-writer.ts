import { lastKnownOnDisk } from '../../../api/snapshot/last-known.node.ts';

/** Writes the copy over and over; it is there to be killed. */
const copies = lastKnownOnDisk(process.argv[2] ?? '');
const copy = await copies.load();
if (!copy) throw new Error('there is no copy to begin with');
process.stdout.write('writing\n');
/** It must not outlive the test, should that be killed. */
const parent = process.ppid;
while (process.ppid === parent) await copies.save(copy);
