import { expect, test } from 'vitest';
import { leadsAsTyped, leadsIn } from '../../../api/domain/maintenance/leads.ts';

test.each([
  ['7 d, 24 h, 1 h', [10_080, 1440, 60]],
  ['90min; 2 days\n15 m', [2880, 90, 15]],
  ['60 min, 1 h, 1 HOUR', [60]],
  ['', []],
  [' , ', []],
])('“%s” is understood as people mean it, the longest first', (typed, leads) => {
  expect(leadsIn(typed)).toEqual(leads);
});

test.each([
  ['soon', /“soon” isn’t a duration/],
  ['60', /“60” isn’t a duration/],
  ['1.5 h', /isn’t a duration/],
  ['-1 h', /isn’t a duration/],
  ['0 h', /is too short/],
  ['29 d', /at most four weeks/],
  ['999999 d', /at most four weeks/],
  [Array.from({ length: 11 }, (_, i) => `${i + 1} h`).join(','), /at most 10/],
])('“%s” is refused, and says why', (typed, sentence) => {
  expect(leadsIn(typed)).toEqual({ wrong: expect.stringMatching(sentence) });
});

test('stored reminders are shown in the form in which they can be typed again', () => {
  const leads = [40_320, 10_080, 1440, 90, 60, 1];
  expect(leadsAsTyped(leads)).toBe('28 d, 7 d, 24 h, 90 min, 1 h, 1 min');
  expect(leadsIn(leadsAsTyped(leads))).toEqual(leads);
});
