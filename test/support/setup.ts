import { ensureBuilt } from '../../api/runtime/build.ts';

/** Builds the site once before all tests; browser and contract tests use the real build. */
export default async function setup(): Promise<void> {
  await ensureBuilt();
}
