import { ensureBuilt } from '../../api/runtime/build.ts';

/** Once before all tests: the browser and contract suites run the real build. */
export default async function setup(): Promise<void> {
  await ensureBuilt();
}
