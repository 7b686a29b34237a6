import { join } from 'node:path';

const resolver = new URL('drizzle-resolver.mjs', import.meta.url).href;

/** Each test file and each started process loads the same code: it is compiled and resolved once. */
export function startFast(): void {
  process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, '../../node_modules/.cache/node');
  process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --import=${resolver}`.trim();
}
