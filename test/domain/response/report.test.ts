import { expect, test } from 'vitest';
import { beginningOf, type Report } from '../../../api/domain/response/report.ts';
import { presets, standardScale } from '../../../api/domain/response/severity.ts';

const begun = (said: Partial<Report> = {}, scale = standardScale) =>
  beginningOf({ component: 'Checkout', status: null, severity: null, ...said }, scale);

test('a component of which nothing more is said does not work for some, and promises nothing', () => {
  expect(begun()).toEqual({
    title: 'Checkout: partial outage',
    symptom: 'Checkout isn’t working for some customers',
    status: 'partial_outage',
    severity: null,
    promise: null,
  });
});

test('at the gravest severity nothing works, whatever the page calls that severity', () => {
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

test('a status that was said stands, and the severity still makes the promise', () => {
  expect(begun({ severity: 'SEV1', status: 'degraded_performance' })).toMatchObject({
    title: 'Checkout: degraded performance',
    symptom: 'Checkout is slower than usual',
    promise: 15,
  });
});

test('a severity without a cadence promises nothing, and one that the ladder has lost is none', () => {
  expect(begun({ severity: 'SEV4' })).toMatchObject({ severity: 'SEV4', promise: null });
  expect(begun({ severity: 'SEV9' })).toMatchObject({ severity: null, promise: null });
});
