import { ensureBuilt } from '../../api/runtime/build.ts';
import { startFast, useMemoryForFiles } from './server/fast-start.ts';
import { makeTemplate } from './world/migrated-database.ts';

/** Builds the site once before all tests; browser and contract tests use the real build. */
export default async function setup(): Promise<() => void> {
  startFast();
  useMemoryForFiles();
  ensureBuilt();
  return makeTemplate();
}
