import { defineConfig } from 'vitest/config';
import { Skipped } from './test/support/skipped.ts';

/** `npm run test:edge`: the built Worker in workerd, beside a real libSQL server. */
export default defineConfig({
  test: {
    globalSetup: ['test/edge/setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    include: ['test/contract/**/*.test.ts', 'test/story/**/*.test.ts', 'test/edge/**/*.test.ts'],
    env: { SUBJECT: 'edge' },
    maxWorkers: 2,
    reporters: ['default', new Skipped('edge')],
  },
});
