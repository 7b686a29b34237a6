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
const past = (changes: StatusChange[], status: ComponentStatus = 'operational', updatedAt = 90) =>
  intervalsOfChanges({ createdAt: 10, updatedAt, status }, changes).map((s) => [
    s.status,
    s.fromAt,
    s.toAt,
  ]);

test('a component of which nothing was told has had its status since it was made', () => {
  expect(past([], 'degraded_performance')).toEqual([['degraded_performance', 10, null]]);
});

test('changes follow each other in time, however they come', () => {
  expect(
    past([change(40, 'major_outage', 'operational'), change(20, 'operational', 'major_outage')]),
  ).toEqual([
    ['operational', 10, 20],
    ['major_outage', 20, 40],
    ['operational', 40, null],
  ]);
});

test('a change that nobody told is put where the component was last touched', () => {
  expect(past([change(20, 'operational', 'major_outage')])).toEqual([
    ['operational', 10, 20],
    ['major_outage', 20, 90],
    ['operational', 90, null],
  ]);
});

test('of changes at the same instant the last counts, and equal neighbours are one', () => {
  expect(
    past(
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

test('a past that is cut off ends there, the running stretch too', () => {
  const intervals = intervalsOfChanges({ createdAt: 10, updatedAt: 90, status: 'operational' }, [
    change(20, 'major_outage', 'operational'),
  ]);
  expect(clippedAt(intervals, 15).map((s) => [s.fromAt, s.toAt])).toEqual([[10, 15]]);
  expect(clippedAt(intervals, 50).map((s) => [s.fromAt, s.toAt])).toEqual([
    [10, 20],
    [20, 50],
  ]);
});
