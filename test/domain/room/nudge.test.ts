import { expect, test } from 'vitest';
import { type NudgeFacts, nudgeOf } from '../../../api/domain/room/nudge.ts';
import { MINUTE } from '../../../api/domain/time/time.ts';

const START = Date.UTC(2026, 10, 28, 2, 38);
const noFaults: NudgeFacts = {
  ...{ isOpen: true, startedAt: START, lacksCommander: false },
  phase: { phase: 'assess', since: START },
  ...{ milestones: [], changes: [], written: [], dismissals: [], severity: 'SEV2', promises: [] },
};
const deploy = { kind: 'deploy', ref: 'payments v412', at: START - 18 * MINUTE };
const diagnosing = { phase: { phase: 'diagnose', since: START } } as const;
const dismissed = (nudge: string, after = 0) => ({
  dismissals: [{ nudge, createdAt: START + after * MINUTE }],
});

test.each<[what: string, minutes: number, facts: Partial<NudgeFacts>, key: string | null]>([
  ['a noFaults beginning', 1, {}, null],
  ['no commander', 1, { lacksCommander: true }, 'commander'],
  ['no commander, dismissed', 1, { lacksCommander: true, ...dismissed('commander') }, null],
  ['a deploy just before', 1, { changes: [deploy] }, 'rollback'],
  ['a flag just before', 1, { changes: [{ ...deploy, kind: 'flag' }] }, null],
  ['a deploy long before', 1, { changes: [{ ...deploy, at: START - 90 * MINUTE }] }, null],
  [
    'a deploy that is rolled back',
    1,
    { changes: [deploy], written: [{ text: 'Rolling back to v411', at: START }] },
    null,
  ],
  [
    'no commander and a deploy: one at a time',
    1,
    { lacksCommander: true, changes: [deploy] },
    'commander',
  ],
  ['14 minutes of diagnosis', 14, diagnosing, null],
  [
    '15 minutes of diagnosis',
    15,
    { ...diagnosing, written: [{ text: 'x', at: START + 9 * MINUTE }] },
    'mitigation',
  ],
  [
    '15 minutes of diagnosis, mitigated in part',
    15,
    {
      ...diagnosing,
      milestones: [{ kind: 'mitigated', level: 'partial' }],
      written: [{ text: 'x', at: START + 9 * MINUTE }],
    },
    null,
  ],
  ['15 silent minutes', 15, {}, 'silence'],
  ['15 silent minutes, dismissed at 10', 15, dismissed('silence', 10), null],
  ['15 silent minutes after the dismissal', 25, dismissed('silence', 10), 'silence'],
  ['six minutes before a promised update', 4, { promises: [START + 10 * MINUTE] }, null],
  ['five minutes before a promised update', 5, { promises: [START + 10 * MINUTE] }, 'check_in'],
  ['the same, answered', 6, { promises: [START + 10 * MINUTE], ...dismissed('check_in', 5) }, null],
  [
    'answered for the update before',
    12,
    { promises: [START + 16 * MINUTE], ...dismissed('check_in', 5) },
    'check_in',
  ],
  [
    'a deploy just before, and an update due',
    8,
    { changes: [deploy], promises: [START] },
    'rollback',
  ],
  ['an ended incident', 60, { isOpen: false, lacksCommander: true }, null],
])('%s, after %i minutes', (_, minutes, facts, key) => {
  const now = START + minutes * MINUTE;
  expect(nudgeOf({ ...noFaults, ...facts }, now)?.key ?? null).toBe(key);
});
