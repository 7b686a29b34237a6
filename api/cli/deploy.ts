import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { openDb } from '../../db/engine/client.ts';
import { databaseFile } from '../../db/engine/file.ts';
import { migrate } from '../../db/engine/migrate.ts';
import { readConfig, UnreadableEnvironment } from '../core/env.ts';

/**
 * `npm run deploy`: migrates the database, then deploys the Worker, so that no Worker finds an
 * older schema. Other arguments go to `wrangler deploy`; --dry-run needs no account and no
 * database.
 */

const root = fileURLToPath(new URL('../..', import.meta.url));
const given = process.argv.slice(2);

function run(program: string, ...args: string[]): void {
  const ran = spawnSync(process.execPath, [`${root}${program}`, ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  if (ran.status !== 0) process.exit(ran.status ?? 1);
}

async function migrateDatabase(): Promise<void> {
  const config = readConfig(process.env);
  if (databaseFile(config.databaseUrl) !== null)
    throw new UnreadableEnvironment(
      'Not deployed. Set DATABASE_URL (libsql://…) and DATABASE_AUTH_TOKEN to the Worker’s database: it is migrated first.',
    );
  const db = openDb({ url: config.databaseUrl, authToken: config.databaseAuthToken });
  await migrate(db, config.databaseUrl);
  db.$client.close();
  console.log('The database is up to date.');
}

try {
  run('api/cli/build-edge.ts');
  if (!given.includes('--dry-run')) await migrateDatabase();
  run('node_modules/wrangler/bin/wrangler.js', 'deploy', ...given);
} catch (error) {
  if (!(error instanceof UnreadableEnvironment)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
