import { expect, test } from 'vitest';
import { type Outcome, verdict, waitBefore } from '../../../api/domain/delivery/delivery.ts';

const fresh = { attempts: 0, inDoubt: false, random: 0 };
const doubtful = { ...fresh, inDoubt: true };
const refused: Outcome = { kind: 'refused', code: '422', message: 'bad', permanent: true };

test('retries wait 5, 15, 45, 120, 300, 900 seconds, then 15 minutes each', () => {
  expect([0, 1, 2, 3, 4, 5, 6, 50].map((n) => waitBefore(n, 0) / 1000)).toEqual([
    5, 15, 45, 120, 300, 900, 900, 900,
  ]);
});

test('a provider’s retry time is always respected', () => {
  for (const random of [0, 0.5, 0.999]) {
    const outcome: Outcome = { kind: 'refused', code: '429', message: '', retryAfter: 30_000 };
    const next = verdict(outcome, { attempts: 3, inDoubt: false, random });
    expect(next).toMatchObject({ next: 'again', attempts: 3, isSameRequest: false });
    expect(next.next === 'again' && next.waitMs).toBeGreaterThanOrEqual(30_000);
  }
});

test('while an earlier attempt is in doubt nothing is sent under another key', () => {
  expect(verdict(refused, fresh)).toEqual({ next: 'refused', message: 'bad' });
  expect(verdict(refused, doubtful)).toEqual({ next: 'unknown' });
  expect(verdict({ ...refused, permanent: false }, doubtful)).toMatchObject({
    isSameRequest: true,
  });
  expect(verdict({ kind: 'ambiguous', code: '', message: '' }, fresh)).toMatchObject({
    isSameRequest: true,
  });
});
