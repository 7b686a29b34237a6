import { expect, test } from 'vitest';
import {
  clippedAt,
  intervalsOfChanges,
  type StatusChange,
} from '../../../api/domain/component/interval.ts';
import type { ComponentStatus } from '../../../api/domain/component/status.ts';

const change = (
  at: number,
  oldStatus: ComponentStatus,
  newStatus: ComponentStatus,
): StatusChange => ({
  at,
  oldStatus,
  newStatus,
  updateId: `u${at}`,
});
const history = (
  changes: StatusChange[],
  status: ComponentStatus = 'operational',
  updatedAt = 90,
) =>
  intervalsOfChanges({ createdAt: 10, updatedAt, status }, changes).map((s) => [
    s.status,
    s.fromAt,
    s.toAt,
  ]);

test('a component without reported changes has had its status since it was created', () => {
  expect(history([], 'degraded_performance')).toEqual([['degraded_performance', 10, null]]);
});

test('changes are in order of time, however they arrive', () => {
  expect(
    history([change(40, 'major_outage', 'operational'), change(20, 'operational', 'major_outage')]),
  ).toEqual([
    ['operational', 10, 20],
    ['major_outage', 20, 40],
    ['operational', 40, null],
  ]);
});

test('an unreported change is placed where the component was last updated', () => {
  expect(history([change(20, 'operational', 'major_outage')])).toEqual([
    ['operational', 10, 20],
    ['major_outage', 20, 90],
    ['operational', 90, null],
  ]);
});

test('of changes at the same instant the last one counts, and equal neighbors are merged', () => {
  expect(
    history(
      [
        change(20, 'operational', 'partial_outage'),
        change(20, 'partial_outage', 'major_outage'),
        change(30, 'major_outage', 'major_outage'),
      ],
      'major_outage',
    ),
  ).toEqual([
    ['operational', 10, 20],
    ['major_outage', 20, null],
  ]);
});

test('history that is cut off ends there, including the open interval', () => {
  const intervals = intervalsOfChanges({ createdAt: 10, updatedAt: 90, status: 'operational' }, [
    change(20, 'major_outage', 'operational'),
  ]);
  expect(clippedAt(intervals, 15).map((s) => [s.fromAt, s.toAt])).toEqual([[10, 15]]);
  expect(clippedAt(intervals, 50).map((s) => [s.fromAt, s.toAt])).toEqual([
    [10, 20],
    [20, 50],
  ]);
});
