import { expect, test } from 'vitest';
import { Poller } from '../../../api/notify/queue/poller.ts';

test('a persistent error is logged once, another one too, and its end', async () => {
  const logged: string[] = [];
  const log = (level: string, message: string, facts: object = {}) =>
    logged.push([level, message, ...Object.values(facts)].join(' ').replace(/ at .*/, ''));
  let error: Error | null = new Error('away');
  const track = new Poller(async () => {
    if (error) throw error;
    return false;
  }, log);
  for (let n = 0; n < 3; n++) await track.poll();
  error = new Error('full');
  for (let n = 0; n < 3; n++) await track.poll();
  error = null;
  for (let n = 0; n < 3; n++) await track.poll();
  expect(logged).toEqual([
    'error sending failed Error: away',
    'error sending failed Error: full',
    'info no longer: sending failed',
  ]);
  error = new Error('full');
  await track.poll();
  expect(logged).toHaveLength(4);
});
