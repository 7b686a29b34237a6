import type { AppContext } from './context.ts';

/** Work after the response: passed to the runtime where it may end with the response. */
export function behind(c: AppContext, work: Promise<void>): void {
  try {
    c.executionCtx.waitUntil(work);
  } catch {
    // Hono throws where there is no such context, as on Node.
  }
}
