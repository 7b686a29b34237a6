import { createClient } from '@libsql/client';

/** Holds a database for writing, as a backup script or a second process might. */
const [file = '', ms = '0'] = process.argv.slice(2);
const client = createClient({ url: `file:${file}`, timeout: 5000 });
const held = await client.transaction('write');
process.stdout.write('held\n');
await new Promise((resume) => setTimeout(resume, Number(ms)));
await held.rollback();
client.close();
