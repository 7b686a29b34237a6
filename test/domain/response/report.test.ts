import { expect, test } from 'vitest';
import { beginningOf, type Report } from '../../../api/domain/response/report.ts';
import { presets, standardScale } from '../../../api/domain/response/severity.ts';

const begun = (input: Partial<Report> = {}, scale = standardScale) =>
  beginningOf({ component: 'Checkout', status: null, severity: null, ...input }, scale);

test('by default, an affected component does not work for some, with no promise', () => {
  expect(begun()).toEqual({
    title: 'Checkout: partial outage',
    symptom: 'Checkout isn’t working for some customers',
    status: 'partial_outage',
    severity: null,
    promise: null,
  });
});

test('at the highest severity nothing works, whatever the page calls it', () => {
  expect(begun({ severity: 'SEV1' })).toMatchObject({
    title: 'Checkout: major outage',
    symptom: 'Checkout isn’t working',
    severity: 'SEV1',
    promise: 15,
  });
  const fromZero = presets['SEV0–SEV3'];
  expect(begun({ severity: 'SEV0' }, fromZero).status).toBe('major_outage');
  expect(begun({ severity: 'SEV1' }, fromZero).status).toBe('partial_outage');
});

test('a chosen status stays, and the severity still sets the promise', () => {
  expect(begun({ severity: 'SEV1', status: 'degraded_performance' })).toMatchObject({
    title: 'Checkout: degraded performance',
    symptom: 'Checkout is slower than usual',
    promise: 15,
  });
});

test('a severity without a cadence promises nothing, and neither does one that is no longer on the scale', () => {
  expect(begun({ severity: 'SEV4' })).toMatchObject({ severity: 'SEV4', promise: null });
  expect(begun({ severity: 'SEV9' })).toMatchObject({ severity: null, promise: null });
});
