import { openDb } from '../../../db/engine/client.ts';
import { migrate } from '../../../db/engine/migrate.ts';

/** Migrates, and is there to be killed in the middle of it. */
const [url = '', folder = ''] = process.argv.slice(2);
const db = openDb({ url });
process.stdout.write('migrating\n');
await migrate(db, url, folder);
