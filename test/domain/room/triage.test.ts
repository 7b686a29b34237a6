import { expect, test } from 'vitest';
import {
  firstInternalUpdate,
  type TriageField,
  triageCard,
} from '../../../api/domain/room/triage.ts';

const answered = (answers: Partial<Record<TriageField, string>>) =>
  triageCard(
    Object.entries(answers).map(([field, text]) => ({
      ...{ field: field as TriageField, text, author: 'Ada', createdAt: 0 }, // keys of the card
    })),
  );

test('the first internal update begins with what triage and timers say', () => {
  const card = answered({
    ...{ what_is_broken: 'Card payments', since: '14:30', monitoring: 'Errors 20%' },
    ...{ who_is_affected: 'One network', how_bad: '30% of checkouts', tried: 'A restart' },
  });
  const timers = [
    { action: 'Roll back v2.3.4', owner: 'Alice', state: 'running' },
    { action: 'Scale up', owner: '', state: 'done' },
  ];
  expect(firstInternalUpdate(card, timers)).toEqual({
    whatWeKnow: 'Broken: Card payments\nSince: 14:30\nMonitoring shows: Errors 20%',
    whatWeAreDoing: 'Roll back v2.3.4 (Alice)\nTried: A restart',
    impact: 'One network; 30% of checkouts',
  });
});

test('it is empty where nothing is known', () => {
  expect(firstInternalUpdate(answered({}), [])).toEqual({
    ...{ whatWeKnow: '', whatWeAreDoing: '', impact: '' },
  });
});
