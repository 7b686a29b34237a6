import { migrate } from '../../db/engine/migrate.ts';
import { outageOf } from '../../db/engine/outage.ts';
import type { Deps } from '../context/deps.ts';
import { errorFacts } from '../core/log.ts';
import { SECOND } from '../domain/time/time.ts';

/** Pause between attempts while the database is away. */
const PAUSE = 2 * SECOND;

/** Migrates, with retries. Until then readers get the last-known page and /readyz says why. */
export async function untilMigrated(deps: Deps): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await migrate(deps.db, deps.config.databaseUrl);
      deps.notReady = null;
      return;
    } catch (error) {
      deps.notReady =
        outageOf(error) === 'away'
          ? 'the database can’t be reached or opened; see the log'
          : 'the database isn’t migrated yet; see the log';
      if (attempt === 1) deps.log('warn', 'migration failed; retrying', errorFacts(error));
      await new Promise((resume) => setTimeout(resume, PAUSE));
    }
  }
}
