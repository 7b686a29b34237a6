import { join } from 'node:path';
import { ensureBuilt } from '../../api/runtime/build.ts';
import { makeTemplate } from './migrated-database.ts';

const resolver = new URL('drizzle-resolver.mjs', import.meta.url).href;

/** Builds the site once before all tests; browser and contract tests use the real build. */
export default async function setup(): Promise<() => void> {
  // Each test file and each started process loads the same code again.
  process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, '../../node_modules/.cache/node');
  process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --import=${resolver}`.trim();
  await ensureBuilt();
  return makeTemplate();
}
