import { describe, expect, test } from 'vitest';
import { lintItem } from '../../../api/domain/action-item/lint.ts';
import { findBlame } from '../../../api/domain/review/wording/blame.ts';

/** The first ones are the examples of incident handbooks, word for word. */
const blaming = [
  'Bob deleted the DB',
  'John deployed buggy code',
  "Sarah didn't check before deploying",
  'Sarah didn’t check before deploying.',
  'Alice pushed the wrong config to production',
  'An engineer accidentally dropped the table',
  'The on-call engineer missed the page',
  'Human error took the service down',
  'It was Mike’s fault',
  'He should have tested it',
  'The outage was caused by Tom',
  'Priya never tested the migration',
  'Sam merged without review',
  'The new hire ran the script against the production database',
  'Maria forgot to renew the certificate',
  'Someone broke the build and nobody noticed',
  'The DBA failed to take a backup',
  'Kenji was careless with the credentials',
  'A developer introduced a bug in the parser',
  'Ada Lovelace skipped the canary',
];
const blameless = [
  'The tool allowed Bob to delete the DB without a confirmation prompt',
  "Code review didn't catch the bug; deploy pipeline lacked tests",
  "Pre-deploy checklist wasn't enforced automatically",
  'Redis didn’t start after the upgrade',
  'Monitoring didn’t alert us',
  'Ada rolled back v412',
  'Jordan documented the rollback procedure',
  'Nobody was paged because the alert had no route',
  'We had no alert for the depth of the queue',
  'Postgres dropped connections under load',
  'Bob restarted the workers and traffic recovered without errors',
  'Grace joined as commander at 14:05',
  'The deploy ran without a canary',
  'The system allowed the change because nothing required a second reviewer',
  'No rate limiting on the API',
];

describe('blame', () => {
  test.each(blaming)('is found: %s', (text) => {
    expect(findBlame(text, ['Ada Lovelace'])).toHaveLength(1);
  });
  test.each(blameless)('is not found: %s', (text) => {
    expect(findBlame(text, ['Ada Lovelace', 'Grace Hopper'])).toEqual([]);
  });
  test('comes with the same sentence about the system', () => {
    const better = (text: string) => findBlame(text).map(({ rewrite }) => rewrite);
    expect(better('John deployed buggy code')).toEqual([
      'The system allowed buggy code to be deployed because …',
    ]);
    expect(better("Sarah didn't check before deploying")).toEqual([
      'The system allowed this because nothing required anyone to check before deploying.',
    ]);
    for (const { rewrite } of blaming.flatMap((text) => findBlame(text)))
      expect(findBlame(rewrite)).toEqual([]);
  });
  test('is found in each sentence of a text, at its place', () => {
    const text = 'The queue was full. John deployed buggy code. Then Bob deleted the DB!';
    const found = findBlame(text).map(({ span }) => text.slice(span.from, span.to));
    expect(found).toEqual(['John deployed buggy code', 'Bob deleted the DB']);
  });
});

const noAction = [
  'be more careful',
  'Be more careful',
  'Everyone should be more careful when deploying',
  'Pay more attention during deploys',
  'Communicate better',
  'Try harder',
  'Remember to check the dashboard',
  'Make sure this does not happen again',
  'Don’t make the same mistake again',
  'Double-check everything',
  'Avoid such mistakes',
];
const vague = [
  'improve monitoring',
  'Improve monitoring',
  'Improve our monitoring and alerting.',
  'Better testing',
  'More tests',
  'Monitoring',
  'Review the code',
  'Fix the bug',
  'Increase test coverage',
  'Look into performance',
  'We should improve the deployment process',
];
const specific = [
  'Add integration test for checkout flow',
  'Add alert for error rate > 5%',
  'Document rollback procedure',
  'Improve monitoring of queue depth: alert at 10,000',
  'Add rate limiting to the API',
  'Write a runbook for the failover of the primary database',
  'Set the limit of the connection pool to 200',
  'Investigate why the canary passed',
  'Fix the flaky health check of checkout-api',
  'Remove the feature flag and verify without it',
  'Require a second reviewer for migrations',
  'Train the support team on the new refund tool',
];

describe('the wording of an action item', () => {
  test.each(noAction)('is no action: %s', (title) => {
    expect(lintItem(title)?.rule).toBe('not_actionable');
  });
  test.each(vague)('is not specific: %s', (title) => {
    expect(lintItem(title)?.rule).toBe('not_specific');
  });
  test.each(specific)('is fine: %s', (title) => {
    expect(lintItem(title)).toBeNull();
  });
});
