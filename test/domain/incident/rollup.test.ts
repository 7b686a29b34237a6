import { expect, test } from 'vitest';
import type { Impact } from '../../../api/domain/component/impact.ts';
import type { ComponentStatus } from '../../../api/domain/component/status.ts';
import type { State } from '../../../api/domain/incident/incident.ts';
import { rollup, rollupWithOpenIncidents } from '../../../api/domain/incident/rollup.ts';

const ok = 'operational';
const table: [ComponentStatus[], string, string][] = [
  [[], 'none', 'All Systems Operational'],
  [[ok, ok], 'none', 'All Systems Operational'],
  [['under_maintenance', ok], 'maintenance', 'Service Under Maintenance'],
  [['degraded_performance', ok], 'minor', 'Partially Degraded Service'],
  [['degraded_performance'], 'minor', 'Partially Degraded Service'],
  [['degraded_performance', 'degraded_performance'], 'minor', 'Degraded System Service'],
  [['partial_outage', 'degraded_performance'], 'minor', 'Minor Service Outage'],
  [['partial_outage', 'partial_outage'], 'major', 'Partial System Outage'],
  [['major_outage', ok], 'major', 'Partial System Outage'],
  [['major_outage', 'major_outage'], 'critical', 'Major System Outage'],
];

test.each(table)('%j is %s: %s', (leaves, indicator, description) => {
  expect(rollup(leaves)).toEqual({ indicator, description });
});

test('a manual impact raises a page whose components are operational', () => {
  expect(rollup([ok], ['major'])).toEqual({
    indicator: 'major',
    description: 'Partial System Outage',
  });
});

test('a manual impact does not override components that are not operational', () => {
  expect(rollup(['degraded_performance', ok], ['critical']).indicator).toBe('minor');
});

test('an open incident that API v2 does not report is pointed out', () => {
  const open = (state: State, impactOverride: Impact | null = null) => ({ state, impactOverride });
  const allWell = 'All Systems Operational';
  expect(rollupWithOpenIncidents([ok], [open('investigating')])).toBe(allWell);
  expect(rollupWithOpenIncidents([], [open('identified'), open('monitoring')])).toBe(allWell);
  expect(rollupWithOpenIncidents(['under_maintenance'], [open('identified')])).toBe(
    'Service Under Maintenance',
  );
  expect(rollupWithOpenIncidents(['degraded_performance', ok], [open('investigating')])).toBeNull();
  expect(
    rollupWithOpenIncidents([ok], [open('investigating'), open('identified', 'minor')]),
  ).toBeNull();
  expect(rollupWithOpenIncidents([ok], [open('investigating', 'none')])).toBeNull();
  expect(rollupWithOpenIncidents([ok], [open('monitoring')])).toBeNull();
  expect(rollupWithOpenIncidents([ok], [])).toBeNull();
});
