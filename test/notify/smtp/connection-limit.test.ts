import { expect, test } from 'vitest';
import { MINUTE } from '../../../api/domain/time/time.ts';
import { ConnectionLimit } from '../../../api/notify/channels/email/connection-limit.ts';

test('a refused connection lowers the limit, and each minute without one raises it by one', () => {
  const limit = new ConnectionLimit(4);
  const start = Date.UTC(2026, 10, 20);
  expect(limit.current(start)).toBe(4);
  limit.refuse(4, start);
  limit.refuse(3, start);
  expect(limit.current(start)).toBe(2);
  expect(limit.current(start + MINUTE)).toBe(3);
  limit.refuse(3, start + MINUTE);
  expect(limit.current(start + MINUTE)).toBe(2);
  expect(limit.current(start + 60 * MINUTE)).toBe(4);
});

test('one connection is always allowed', () => {
  const limit = new ConnectionLimit(2);
  for (let i = 0; i < 3; i++) limit.refuse(1, 0);
  expect(limit.current(0)).toBe(1);
});
