import { lastKnownOnDisk } from '../../api/snapshot/last-known.node.ts';

/** Writes the copy over and over; it is there to be killed. */
const copies = lastKnownOnDisk(process.argv[2] ?? '');
const copy = await copies.load();
if (!copy) throw new Error('there is no copy to begin with');
process.stdout.write('writing\n');
for (;;) await copies.save(copy);
