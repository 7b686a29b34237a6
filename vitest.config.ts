import { defineConfig } from 'vitest/config';
import { servedScript } from './site/bundle/served-script.ts';
import { longestFirst } from './test/support/longest-first.ts';
import { SkippedTests } from './test/support/skipped-tests.ts';

/** These hold at any speed: they move the clock, or wait for processes that they start or kill. */
const parallel = [
  ...[
    'alert-kill',
    'all-faults',
    'away',
    'bounces',
    'chat-kill',
    'circuit-breaker',
    'clock',
    'delivery-control',
    'fan-out',
  ],
  ...[
    'hints',
    'kill',
    'migration',
    'moved-file',
    'obligation-kill',
    'postfix',
    'postfix-subscription',
    'publish-kill',
    'readers',
  ],
  ...['schedule-kill', 'shift-kill', 'smtp-kill', 'storage', 'thread', 'unopened'],
];

/** These fill disks, flood servers or compare durations, which another test beside them would disturb. */
const serial = [`test/faults/!(${parallel.join('|')}).test.ts`, 'test/cli/html.test.ts'];

/**
 * These get a process of their own: they replace a module, or run in parallel with what they kill.
 * The others share one per worker, which loads the product once: files leave no state behind.
 */
const isolated = [
  'test/security/permissions.test.ts',
  `test/faults/@(${parallel.join('|')}).test.ts`,
];

/** Each takes half a minute or more, so that none of them is left for the end. */
const longest = [
  'e2e/addresses',
  'faults/postfix',
  'site/heights',
  'site/access',
  'cli/commands',
  'site/validators/validators',
  'e2e/drafts',
  'e2e/story',
  'cli/backup',
  'e2e/picker',
  'cli/allclear',
  'cli/importers',
  'notify/smtp/smtp-table',
  'e2e/room',
  'e2e/preview',
  'export/export',
  'faults/shift-kill',
  'e2e/series',
  'site/component-list',
  'e2e/abroad',
];

const shared = {
  // More than the two cores of CI: many tests wait for browsers, processes and mail servers.
  maxWorkers: 3,
  sequence: { groupOrder: 1 },
};

export default defineConfig({
  plugins: [servedScript],
  test: {
    globalSetup: ['test/support/setup.ts'],
    sequence: { sequencer: longestFirst(longest) },
    testTimeout: 60_000,
    // The default of a second is short on a busy machine.
    expect: { poll: { timeout: 15_000 } },
    retry: process.env.CI ? 1 : 0,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          ...shared,
          name: 'shared',
          include: ['test/**/*.test.ts'],
          exclude: ['test/edge/**', ...isolated, ...serial],
          isolate: false,
        },
      },
      { extends: true, test: { ...shared, name: 'isolated', include: isolated } },
      {
        extends: true,
        test: { name: 'serial', include: serial, maxWorkers: 1, sequence: { groupOrder: 2 } },
      },
    ],
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
