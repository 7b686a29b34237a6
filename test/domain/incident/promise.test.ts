import { expect, test } from 'vitest';
import { promiseOutcomes } from '../../../api/domain/incident/promise.ts';
import {
  dueSteps,
  Escalation,
  peopleOf,
  standardEscalation,
} from '../../../api/domain/response/escalation.ts';
import { MINUTE } from '../../../api/domain/time/time.ts';

const update = (
  seq: number,
  minutes: number,
  promised: number | null,
  state = 'investigating',
) => ({
  id: `u${seq}`,
  seq,
  state: state as 'investigating',
  createdAt: minutes * MINUTE,
  nextUpdateBy: promised === null ? null : promised * MINUTE,
});

test('the next update keeps or misses the promise before it', () => {
  const updates = [
    update(3, 70, null, 'resolved'),
    update(2, 30, 60),
    update(1, 0, 30), // kept in its very minute
  ];
  expect([...promiseOutcomes(updates, 90 * MINUTE)]).toEqual([
    ['u1', { due: 30 * MINUTE, outcome: 'kept', overdueBy: 0 }],
    ['u2', { due: 60 * MINUTE, outcome: 'missed', overdueBy: 10 * MINUTE }],
  ]);
});

test('a promise is open until it is due, then missed', () => {
  const outcome = (now: number) =>
    promiseOutcomes([update(1, 0, 30)], now * MINUTE).get('u1')?.outcome;
  expect([outcome(29), outcome(30), outcome(31)]).toEqual(['open', 'open', 'missed']);
});

test('each step falls due once, in order, however late it is checked', () => {
  const at = (now: number, taken: number[] = []) =>
    dueSteps(standardEscalation, { due: 100 * MINUTE, taken }, now * MINUTE).map((s) => s.after);
  expect(at(94)).toEqual([]);
  expect(at(95)).toEqual([-5]);
  expect(at(100, [-5])).toEqual([0]);
  expect(at(5000)).toEqual([-5, 0, 10]);
  expect(at(5000, [-5, 0, 10])).toEqual([]);
});

test('owners replace an unassigned role', () => {
  const members = [
    { id: 'lea', role: 'publisher' },
    { id: 'ada', role: 'owner' },
    { id: 'bo', role: 'owner' },
  ];
  const who = (people: string[], crew: { leadId?: string; commanderId?: string } = {}) =>
    peopleOf({ after: 0, people }, { leadId: null, commanderId: null, members, ...crew });
  expect(who(['lead'], { leadId: 'lea' })).toEqual(['lea']);
  expect(who(['lead'])).toEqual(['ada', 'bo']);
  expect(who(['commander', 'owners'], { commanderId: 'somebody who left' })).toEqual(['ada', 'bo']);
  expect(who(['member:lea', 'lead'], { leadId: 'lea' })).toEqual(['lea']);
});

test('steps keep their order, and two at one time are refused', () => {
  const step = (after: number) => ({ after, people: ['lead'] });
  expect(Escalation.parse([step(10), step(-5)]).map((s) => s.after)).toEqual([-5, 10]);
  expect(Escalation.safeParse([step(0), step(0)]).error?.issues[0]?.path).toEqual([1, 'after']);
});
