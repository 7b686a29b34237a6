import { defineConfig } from 'vitest/config';
import { Skipped } from './test/support/skipped.ts';

export default defineConfig({
  test: {
    globalSetup: ['test/support/setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    include: ['test/**/*.test.ts'],
    exclude: ['test/edge/**'],
    reporters: ['default', new Skipped('Node')],
  },
});
