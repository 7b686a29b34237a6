import { defineConfig } from 'vitest/config';
import { SkippedTests } from './test/support/skipped-tests.ts';

export default defineConfig({
  test: {
    globalSetup: ['test/support/setup.ts'],
    testTimeout: 60_000,
    retry: process.env.CI ? 1 : 0,
    hookTimeout: 120_000,
    include: ['test/**/*.test.ts'],
    exclude: ['test/edge/**'],
    // In CI the record holds what failed, and nothing that buries it.
    silent: process.env.CI ? 'passed-only' : false,
    reporters: [
      process.env.CI ? 'minimal' : 'default',
      new SkippedTests('Node'),
      ...(process.env.REPORT ? ['json'] : []),
    ],
    outputFile: process.env.REPORT ?? '',
  },
});
