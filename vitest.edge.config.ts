import { defineConfig } from 'vitest/config';
import { servedScript } from './site/bundle/served-script.ts';
import { longestFirst } from './test/support/longest-first.ts';
import { SkippedTests } from './test/support/skipped-tests.ts';

/** Each takes 15 seconds or more. */
const longest = [
  ...['edge/delivery', 'edge/outages', 'contract/open-api', 'edge/move', 'contract/terraform'],
  ...['security/canaries', 'contract/alerts'],
];

/** `npm run test:edge`: the built Worker in workerd, beside a real libSQL server. */
export default defineConfig({
  plugins: [servedScript],
  test: {
    globalSetup: ['test/edge/setup.ts'],
    sequence: { sequencer: longestFirst(longest) },
    testTimeout: 60_000,
    expect: { poll: { timeout: 15_000 } },
    retry: process.env.CI ? 1 : 0,
    hookTimeout: 120_000,
    include: [
      'test/contract/**/*.test.ts',
      'test/story/**/*.test.ts',
      'test/edge/**/*.test.ts',
      'test/security/canaries.test.ts',
    ],
    // One process per worker loads Wrangler once: files leave no state behind.
    isolate: false,
    env: { SUBJECT: 'edge' },
    maxWorkers: 2,
    silent: process.env.CI ? 'passed-only' : false,
    reporters: [
      process.env.CI ? 'minimal' : 'default',
      new SkippedTests('edge'),
      ...(process.env.REPORT ? ['json'] : []),
    ],
    outputFile: process.env.REPORT ?? '',
  },
});
